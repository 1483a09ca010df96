/* Faults of a disk and of a clock, put before the C library with LD_PRELOAD.
 *
 * FAULTS is a folder, read at each call: with a file `full` in it nothing more is written to
 * files whose path has FAULTS_IN in it (ENOSPC), with `unsynced` they cannot be synced (EIO),
 * and `clock` holds seconds by which the day's clock goes wrong; the monotonic clock does not.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static const char *named(char *path, size_t room, const char *fault) {
    const char *folder = getenv("FAULTS");
    if (folder == NULL) return NULL;
    snprintf(path, room, "%s/%s", folder, fault);
    return path;
}

static int strikes(const char *fault, int file) {
    char path[512], link[64], target[512];
    const char *within = getenv("FAULTS_IN");
    int before = errno;
    if (within == NULL || named(path, sizeof path, fault) == NULL) return 0;
    int is_there = access(path, F_OK) == 0;
    errno = before;
    if (!is_there) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, target, sizeof target - 1);
    errno = before;
    if (length < 0) return 0;
    target[length] = 0;
    return strstr(target, within) != NULL;
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = dlsym(RTLD_NEXT, #name)
#define FAILS(fault, file, error) if (strikes(fault, file)) { errno = error; return -1; }

ssize_t write(int file, const void *from, size_t size) {
    REAL(write); FAILS("full", file, ENOSPC) return real(file, from, size);
}
ssize_t pwrite(int file, const void *from, size_t size, off_t at) {
    REAL(pwrite); FAILS("full", file, ENOSPC) return real(file, from, size, at);
}
ssize_t pwrite64(int file, const void *from, size_t size, off64_t at) {
    REAL(pwrite64); FAILS("full", file, ENOSPC) return real(file, from, size, at);
}
ssize_t pwritev(int file, const struct iovec *from, int parts, off_t at) {
    REAL(pwritev); FAILS("full", file, ENOSPC) return real(file, from, parts, at);
}
int fsync(int file) { REAL(fsync); FAILS("unsynced", file, EIO) return real(file); }
int fdatasync(int file) { REAL(fdatasync); FAILS("unsynced", file, EIO) return real(file); }

static long wrong_by(void) {
    char path[512], told[32] = "";
    int before = errno;
    long seconds = 0;
    if (named(path, sizeof path, "clock") != NULL) {
        int file = open(path, O_RDONLY | O_CLOEXEC);
        if (file >= 0) {
            if (read(file, told, sizeof told - 1) > 0) seconds = atol(told);
            close(file);
        }
    }
    errno = before;
    return seconds;
}
int clock_gettime(clockid_t clock, struct timespec *at) {
    REAL(clock_gettime);
    int failed = real(clock, at);
    if (!failed && clock == CLOCK_REALTIME) at->tv_sec += wrong_by();
    return failed;
}
int gettimeofday(struct timeval *restrict at, void *restrict zone) {
    REAL(gettimeofday);
    int failed = real(at, zone);
    if (!failed) at->tv_sec += wrong_by();
    return failed;
}
time_t time(time_t *at) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at != NULL) *at = now.tv_sec;
    return now.tv_sec;
}

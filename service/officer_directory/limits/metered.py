"""A stream charged in steps, as it goes: it ends where a budget does."""

from officer_directory.limits.gate import Admitted, Gate


class Metered:
    """The charges of one stream."""

    def __init__(self, gate: Gate, admitted: Admitted) -> None:
        self._gate = gate
        self._admitted = admitted
        self._not_yet_charged = 0  # records, of the next unit of the day

    async def grant(self, records: int) -> int:
        """How many of the next records may go out; less than all is the end of the stream.

        Raises:
            NotAnsweredError: they cannot be counted just now.
        """
        granted = await self._gate.deliver(self._admitted, records)
        each = self._gate.limits.costs.records
        units, self._not_yet_charged = divmod(self._not_yet_charged + granted, each)
        if units and not await self._gate.charge_day(self._admitted, units):
            return 0
        return granted

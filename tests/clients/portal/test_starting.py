"""What keeps the portal from starting is said in a sentence."""

import socket

import pytest
import typer
from typer.testing import CliRunner

from officer_directory_portal.cli import portal

program = typer.Typer()
program.command()(portal)


def test_a_port_that_is_taken_is_said_with_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        given = ["--api", "http://127.0.0.1:1", "--port", str(port)]
        ended = CliRunner().invoke(program, given)
    assert ended.exit_code == 1
    assert ended.stderr == f"127.0.0.1:{port}: Address already in use. Choose another --port.\n"


@pytest.mark.parametrize("api", ["http://directory.example", "directory.example"])
def test_an_address_that_is_not_asked_is_wrong_usage(api):
    assert CliRunner().invoke(program, ["--api", api]).exit_code == 2

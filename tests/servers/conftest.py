"""Servers of the tests' own, each in a folder and on a port of its own."""

from __future__ import annotations

import pytest
from postgres_server import PostgresServer, programs


@pytest.fixture
def postgres():
    """A PostgreSQL server with an empty database; stopped afterwards."""
    if programs() is None:
        pytest.skip("PostgreSQL's initdb and pg_ctl are not installed")
    with PostgresServer.started() as server:
        yield server

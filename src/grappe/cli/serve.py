"""`grappe serve`: the web server and the worker, together, until interrupted."""

import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from ipaddress import ip_address
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from grappe.cli.messages import compile_stale


def add_arguments(parser: ArgumentParser) -> None:
    """Say what may be asked."""
    parser.add_argument("--port", type=int, default=8000, help="port (default: 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--workers", type=int, default=1, help="web processes (default: 1)")
    parser.add_argument(
        "--migrate", action="store_true", help="bring the database up to date first"
    )


def run(args: Namespace) -> int:
    """Serve until interrupted; say so when the database is behind the code."""
    if settings.DEMO and not is_local(args.host):
        if "GRAPPE_DEMO" not in os.environ:
            print(
                f"The demo lets anyone in, and {args.host} can be reached from other machines. "
                "Set GRAPPE_DEMO=no for real people, or GRAPPE_DEMO=yes to show it all the same.",
                file=sys.stderr,
            )
            return 2
        print(f"Warning: the demo lets anyone in who reaches {args.host}.", file=sys.stderr)
    if args.migrate:
        call_command("migrate", verbosity=0)
    elif waiting := pending_migrations():
        print(
            f"The database lacks {waiting} migrations of this version. "
            "Make a copy of it, then run `grappe serve --migrate`.",
            file=sys.stderr,
        )
        return 2
    return serve(port=args.port, host=args.host, workers=args.workers)


def is_local(host: str) -> bool:
    """Say whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def pending_migrations() -> int:
    """Return how many migrations the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def serve(*, port: int, host: str = "127.0.0.1", workers: int = 1) -> int:
    """Start both processes and end both when one ends or a signal asks."""
    compile_stale()
    call_command("collectstatic", interactive=False, verbosity=0)
    connection.close()
    bin_ = Path(sys.executable).parent
    web = [str(bin_ / "granian"), "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += ["--workers", str(workers), "--no-ws", "--log-level", "warning"]
    web += ["--blocking-threads", "4", "--backpressure", "64"]
    web += ["grappe.config.wsgi:application"]
    clock = [sys.executable, "-m", "grappe.cli", "worker"]
    running = [subprocess.Popen(command, env=os.environ) for command in (web, clock)]  # noqa: S603
    signal.signal(signal.SIGTERM, _interrupt)
    print(f"Grappe is at http://localhost:{port}/ (Ctrl-C ends it).", flush=True)
    try:
        while all(process.poll() is None for process in running):
            time.sleep(0.5)
    except KeyboardInterrupt:
        print("Ending.", file=sys.stderr)
        return 0
    finally:
        _end(running)
    print("A process ended by itself; see its last lines above.", file=sys.stderr)
    return 1


def _interrupt(*_args: object) -> None:
    raise KeyboardInterrupt


def _end(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is None:
            process.terminate()
    for process in running:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()

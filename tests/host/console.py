"""`python -m tests.host.console`: the program's command line, loaded once for many commands.

Reads one JSON list a line, [arguments, standard input]; answers with one JSON list, [exit code, output, errors].
"""

import json
import sys

import click

# The app brings its commands along when a command asks for it.
with click.Context(click.Command("console")):
    from wsgi import app


def main() -> None:
    runner = app.test_cli_runner()
    for line in sys.stdin:
        arguments, said = json.loads(line)
        done = runner.invoke(args=arguments, input=said)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        sys.stdout.write(json.dumps([done.exit_code, done.stdout, done.stderr]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

"""Passwords are asked for on a terminal that does not show them."""

import os
import pty
import select
import termios
import time

from world.binary import BINARY, environment, run

PASSWORD = "Prompted-123456"


def shows(terminal) -> bool:
    """Whether what is typed appears."""
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


def on_a_terminal(folder, answers, *arguments) -> tuple[int, str]:
    """Runs a command on a terminal of its own, and types an answer at each question."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execve(BINARY, [str(BINARY), *arguments], environment(folder))
    answers = list(answers)
    command = " ".join(arguments)
    shown = ""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            text = os.read(terminal, 4096).decode()
        except OSError:
            break
        if not text:
            break
        shown += text
        if text.rstrip().endswith(":") and answers:
            # Nobody types so fast: the question stands there a moment before the terminal stops to show.
            while "assword" in command and shows(terminal) and time.monotonic() < deadline:
                time.sleep(0.01)
            os.write(terminal, (answers.pop(0) + "\n").encode())
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown


def made(folder, flags):
    done = run("pool", "create", "--name", "own", "--json", *flags, folder=folder)
    assert done.returncode == 0, done.stderr
    create = ("user", "create", "ada@example.com", "--password-file", "-", *flags)
    done = run(*create, folder=folder, stdin="First-123456\n")
    assert done.returncode == 0, done.stderr


def test_r58_a_password_is_asked_for_twice_and_never_shown(tmp_path):
    flags = ("--data", str(tmp_path / "data"))
    made(tmp_path, flags)
    command = ("user", "set-password", "ada@example.com", *flags)
    code, shown = on_a_terminal(tmp_path, [PASSWORD, PASSWORD], *command)
    assert code == 0, shown
    assert PASSWORD not in shown
    assert "new password" in shown


def test_two_passwords_that_differ_change_nothing(tmp_path):
    flags = ("--data", str(tmp_path / "data"))
    made(tmp_path, flags)
    command = ("user", "set-password", "ada@example.com", *flags)
    code, shown = on_a_terminal(tmp_path, [PASSWORD, PASSWORD + "x"], *command)
    assert code == 1
    assert "differ" in shown


def test_deleting_asks(tmp_path):
    flags = ("--data", str(tmp_path / "data"))
    made(tmp_path, flags)
    command = ("user", "delete", "ada@example.com", *flags)
    code, shown = on_a_terminal(tmp_path, ["no"], *command)
    assert code == 1
    assert "nothing was deleted" in shown
    assert run("user", "show", "ada@example.com", *flags, folder=tmp_path).returncode == 0
    code, _ = on_a_terminal(tmp_path, ["yes"], *command)
    assert code == 0
    assert run("user", "show", "ada@example.com", *flags, folder=tmp_path).returncode == 1

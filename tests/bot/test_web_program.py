"""The browser chat of the real program: started, killed, started again."""

import json
import socket
from pathlib import Path

from tests.bot.browsing import Visitor
from tests.bot.program import Program


async def test_what_was_acknowledged_survives_a_kill_and_is_shown_again(tmp_path: Path):
    program = Program(tmp_path)
    status, out, err = await program.runs("-m", "bot", "invite", "--role", "teacher", "--json")
    assert status == 0, err
    code = json.loads(out)["codes"][0]["code"]
    await program.start()
    async with Visitor(program) as anna:
        await anna.enters(code)
        await anna.sees("Здравствуйте!")
        assert await anna.types("/help", post_id="0a0b0c0d") == 200
        await program.kill()
        await program.start()
        assert await anna.types("/help", post_id="0a0b0c0d") == 200
        await anna.looks()
        if not any("Живой человек" in words for words in anna.texts()):
            await anna.sees("Живой человек")
        assert sum("Живой человек" in words for words in anna.texts()) == 1
    assert await program.stop() == 0, "\n".join(program.lines)
    assert not any(code in line for line in program.lines)


async def test_a_second_run_on_the_same_store_ends_with_one_line_and_leaves_the_first_alone(tmp_path: Path):
    program = Program(tmp_path)
    await program.start()
    port = program.url.rpartition(":")[2]
    status, out, err = await program.runs("-m", "bot", "run", WEB_PORT=port)
    assert (status, out) == (1, "")
    assert err == "run: the store metodaktiv.db is in use by another run: stop it first, or use PostgreSQL\n"
    assert await program.stop() == 0


async def test_a_taken_port_ends_the_program_with_one_line(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        status, _, err = await Program(tmp_path).runs("-m", "bot", "run", WEB_PORT=port)
    assert status == 1
    assert "Traceback" not in err and f"127.0.0.1:{port}" in err.splitlines()[-1]


async def test_no_messengers_library_is_loaded_for_the_browser_alone(tmp_path: Path):
    asked = (
        "import sys, bot.app, bot.channels.web; print([n for n in ('aiogram', 'vk_api') if n in sys.modules])"
    )
    status, out, err = await Program(tmp_path).runs("-c", asked)
    assert (status, out.strip()) == (0, "[]"), err

"""New commits are seen, exports are of one piece, searchers are closed, work is limited."""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from web_serving import CORPUS, client_of

from index_store import KaikenError, update
from search.web.snapshots import Gone, NoIndex, Snapshots
from search.web.workers import TooBusy, TooSlow, Workers

FILES = sorted(CORPUS.glob("*.txt"))


@pytest.fixture
def growing(tmp_path: Path) -> tuple[Path, Path]:
    """A folder of transcripts with one in it, and its index."""
    folder = tmp_path / "transcripts"
    folder.mkdir()
    shutil.copy(FILES[1], folder)
    update([folder], tmp_path / "index")
    return folder, tmp_path / "index"


def test_a_new_commit_is_seen_without_a_restart(growing: tuple[Path, Path]) -> None:
    folder, index = growing
    with client_of(index) as client:
        before = client.get("/search.json?q=japan&limit=0")
        shutil.copy(FILES[3], folder)
        update([folder], index)
        after = client.get("/search.json?q=japan&limit=0", headers={"if-none-match": before.headers["etag"]})
        assert after.status_code == 200
        assert after.json()["total"] > before.json()["total"]
        assert after.headers["etag"] != before.headers["etag"]


def test_an_index_that_was_made_anew_is_seen(growing: tuple[Path, Path]) -> None:
    folder, index = growing
    with client_of(index) as client:
        first = client.get("/.json").json()
        shutil.rmtree(index)
        shutil.copy(FILES[3], folder)
        update([folder], index)
        second = client.get("/.json").json()
        assert second["generation"] == first["generation"] and second["passages"] > first["passages"]


def test_an_empty_folder_gets_a_page_that_says_what_to_do(tmp_path: Path) -> None:
    index = tmp_path / "index"
    with client_of(index) as client:
        first = client.get("/")
        assert first.status_code == 200 and "kaiken index" in first.text and str(index) in first.text
        assert client.get("/search?q=a").status_code == 503
        problem = client.get("/search.json?q=a")
        assert (problem.status_code, problem.json()["status"]) == (503, 503)
        update([CORPUS], index)
        assert "5 transcripts" in client.get("/").text


def test_an_index_that_cannot_be_read_is_the_servers_failure(growing: tuple[Path, Path]) -> None:
    _, index = growing
    for file in index.glob("documents-*.json"):
        file.write_bytes(file.read_bytes().replace(b'"kaiken"', b'"keiken"', 1))
    with client_of(index) as client:
        assert client.get("/").status_code == 503
        problem = client.get("/search.json?q=a")
        assert (problem.status_code, problem.json()["title"]) == (503, "The index cannot be read")


def test_an_index_without_passages_has_a_first_page(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    update([tmp_path / "none"], tmp_path / "index")
    with client_of(tmp_path / "index") as client:
        for address in (
            "/",
            "/search?q=a",
            "/search",
            "/people",
            "/documents",
            "/search.atom?q=a",
            "/complete?q=abc",
        ):
            assert client.get(address).status_code == 200, address
        assert "0 passages" in client.get("/").text


def test_an_export_goes_on_in_the_state_it_began_with(growing: tuple[Path, Path]) -> None:
    folder, index = growing
    with client_of(index) as client:
        first = client.get("/search.json?q=japan&limit=2&sort=newest")
        following = first.links["next"]["url"]
        shutil.copy(FILES[3], folder)
        update([folder], index)
        seen = [hit["id"] for hit in first.json()["hits"]]
        while following:
            answer = client.get(following)
            assert answer.status_code == 200
            seen += [hit["id"] for hit in answer.json()["hits"]]
            following = answer.links.get("next", {}).get("url")
        assert len(seen) == len(set(seen)) == first.json()["total"]
        assert {id.partition("/")[0] for id in seen} == {FILES[1].name}


def test_searchers_are_closed_when_nobody_uses_them(growing: tuple[Path, Path]) -> None:
    folder, index = growing
    snapshots = Snapshots(index)
    with snapshots.use() as old:
        shutil.copy(FILES[3], folder)
        update([folder], index)
        with snapshots.use() as new:
            assert new is not old
        assert old.searcher.search("japan").total  # still open: it is in use
    with pytest.raises(KaikenError, match="closed"):
        old.searcher.search("japan")
    with pytest.raises(Gone), snapshots.use(str(old.key)):
        pass
    with snapshots.use() as again:
        assert again is new
    snapshots.close()
    with pytest.raises(KaikenError, match="closed"):
        new.searcher.search("japan")


def test_without_an_index_there_is_no_searcher(tmp_path: Path) -> None:
    with pytest.raises(NoIndex, match="kaiken index"), Snapshots(tmp_path / "x").use():
        pass


def test_values_are_computed_once(corpus_index: Path) -> None:
    snapshots = Snapshots(corpus_index)
    calls: list[int] = []
    with snapshots.use() as held:
        for _ in range(3):
            assert held.once("a", lambda searcher: calls.append(1) or "value") == "value"
    assert calls == [1]
    snapshots.close()


def test_readers_and_a_writer_at_once(growing: tuple[Path, Path]) -> None:
    """Every answer is one of a state that was committed: never a mixture, never an error."""
    folder, index = growing
    wrong: list[str] = []
    states: dict[str, int] = {}
    done = threading.Event()

    with client_of(index) as client:

        def note(total: int, generation: str) -> None:
            if states.setdefault(generation, total) != total:
                wrong.append(f"{generation}: {total}, {states[generation]}")

        def read() -> None:
            while not done.is_set():
                answer = client.get("/search.json?q=japan&limit=100")
                if answer.status_code != 200:
                    wrong.append(answer.text)
                    return
                made = answer.json()
                if len(made["hits"]) != min(100, made["total"]):
                    wrong.append(f"{len(made['hits'])} of {made['total']}")
                note(made["total"], answer.headers["etag"].split("-")[0])

        readers = [threading.Thread(target=read) for _ in range(4)]
        for reader in readers:
            reader.start()
        for file in (*FILES, *FILES):
            target = folder / file.name
            if target.exists():
                target.unlink()
            else:
                shutil.copy(file, folder)
            update([folder], index)
            time.sleep(0.02)
        done.set()
        for reader in readers:
            reader.join()
    assert not wrong
    assert len(states) > 2


def test_work_has_a_deadline_and_a_limit() -> None:
    async def story() -> None:
        workers = Workers(threads=1, waiting=1, deadline=0.05)
        release = threading.Event()
        assert await workers.run(lambda: 7) == 7
        with pytest.raises(TooSlow):
            await workers.run(release.wait)
        second = asyncio.ensure_future(workers.run(lambda: 8))
        await asyncio.sleep(0)
        with pytest.raises(TooBusy):
            await workers.run(lambda: 9)
        with pytest.raises(TooSlow):
            await second
        release.set()
        workers.deadline = 10
        while True:  # the thread is free again as soon as it has noticed
            try:
                assert await workers.run(lambda: 10) == 10
                break
            except TooBusy:
                await asyncio.sleep(0.01)
        with pytest.raises(ZeroDivisionError):
            await workers.run(lambda: 1 // 0)
        workers.close()

    with ThreadPoolExecutor(1) as pool:  # in a thread that has no event loop yet
        pool.submit(lambda: asyncio.run(story())).result()

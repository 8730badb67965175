"""Whether an adapter of a store keeps the rules of `liveview.store.adapter`: for those who write one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from liveview.errors import LeaseLostError, StoreError, StoreUnavailableError
from liveview.store import FIRST, Adapter, Store
from liveview.store.store import MAX_SIZE
from liveview.testing.conformance import AGAIN_SECONDS, SECONDS

VALUES = (b"", b"\x00\xff" * 50, "ünïcode ☃".encode(), b"x" * MAX_SIZE)
KEYS = ("room:7", "with space", "dots.and*stars>", "{brace}", "ünïcode ☃", "CASE", "case", "x" * 200)
# For which a value lives that is to go: long enough to be put, short enough to be waited for.
BRIEFLY = 0.05
LONG = 60.0
AT_ONCE = 10  # that ask for one entry at the same time


async def check_store(
    make: Callable[[], Adapter], interrupt: Callable[[], Awaitable[None]] | None = None, *, seconds: float = SECONDS
) -> None:
    """Check an adapter of a store, against its backend where it has one. The backend is empty, or has no such entries.

    Args:
        make: makes one more adapter of the same backend, as another worker has it.
        interrupt: breaks the connections of all and lets them come back, as by a restart of the backend.
        seconds: how long one thing may take.

    Raises:
        AssertionError: it does not keep a rule; the text says which.
    """
    here, there = Store(make(), timeout=seconds), Store(make(), timeout=seconds)
    try:
        await _check_values(here, there)
        await _check_owners(here, there)
        await _check_race(here, there)
        await _check_end(here, there)
        await _check_expiry(here, there, seconds)
        if interrupt is not None:
            await interrupt()
            await _until(lambda: _answers(there), seconds, "after a lost connection it answers again")
    finally:
        await here.close()
        await there.close()


async def _check_values(here: Store, there: Store) -> None:
    assert await here.get("never put") is None, "a key that nobody has put has no value"
    for number, value in enumerate(VALUES):
        await here.put("value", value, fence=FIRST, expires_in=LONG)
        assert await there.get("value") == value, f"what one worker puts, another gets: value {number}"
    for key in KEYS:
        await here.put(key, key.encode(), fence=FIRST, expires_in=LONG)
    for key in KEYS:
        assert await there.get(key) == key.encode(), f"every text is a key of its own: {key!r}"


async def _check_owners(here: Store, there: Store) -> None:
    await here.put("owned", b"mine", fence=FIRST, expires_in=LONG)
    taken = await there.take("owned")
    assert taken.value == b"mine", "who takes an entry gets its value"
    assert taken.fence > FIRST, "who takes an entry gets a larger fence than its owner had"
    await _refused(here.put("owned", b"late", fence=FIRST, expires_in=LONG), "puts nothing any more")
    await _refused(here.delete("owned", fence=FIRST), "deletes nothing any more")
    assert await here.get("owned") == b"mine", "whom an entry was taken from changes nothing"
    await there.put("owned", b"theirs", fence=taken.fence, expires_in=LONG)
    again = await here.take("owned")
    assert again.value == b"theirs", "who takes an entry gets what its owner has put last"
    assert again.fence > taken.fence, "every owner has a larger fence than the one before"
    unknown = await here.take("never put")
    assert unknown.value is None and unknown.fence > FIRST, "an entry that is not there can be taken"
    await _refused(there.put("never put", b"late", fence=FIRST, expires_in=LONG), "puts nothing, not even the first")


async def _check_race(here: Store, there: Store) -> None:
    stores = [here, there] * (AT_ONCE // 2)
    fences = [taken.fence for taken in await asyncio.gather(*(store.take("wanted") for store in stores))]
    assert len(set(fences)) == len(fences), "of those who take an entry at the same time each gets another fence"
    newest = max(fences)
    puts = (store.put("wanted", b"%d" % f, fence=f, expires_in=LONG) for store, f in zip(stores, fences, strict=True))
    outcomes = await asyncio.gather(*puts, return_exceptions=True)
    refused = [isinstance(outcome, LeaseLostError) for outcome in outcomes]
    assert refused == [fence < newest for fence in fences], "only the newest of several owners writes"
    assert await there.get("wanted") == b"%d" % newest, "the newest of several owners writes, and nobody over it"


async def _check_end(here: Store, there: Store) -> None:
    await here.delete("never there", fence=FIRST)
    taken = await here.take("ended")
    await here.put("ended", b"value", fence=taken.fence, expires_in=LONG)
    await here.delete("ended", fence=taken.fence)
    assert await there.get("ended") is None, "what was deleted has no value"
    await _refused(there.put("ended", b"late", fence=FIRST, expires_in=LONG), "puts nothing after the end either")
    after = await there.take("ended")
    assert after.value is None and after.fence > taken.fence, "the fence of what was deleted is remembered"


async def _check_expiry(here: Store, there: Store, seconds: float) -> None:
    taken = await here.take("brief")
    await here.put("brief", b"value", fence=taken.fence, expires_in=LONG)
    await here.put("brief", b"value", fence=taken.fence, expires_in=BRIEFLY)

    async def has_gone() -> bool:
        return await there.get("brief") is None

    await _until(has_gone, seconds, "a value has gone when its time is over")
    await _refused(there.put("brief", b"late", fence=FIRST, expires_in=LONG), "puts nothing after its time either")
    after = await there.take("brief")
    assert after.value is None and after.fence > taken.fence, "the fence of what has expired is remembered"


async def _answers(store: Store) -> bool:
    try:
        await store.put("again", b"value", fence=FIRST, expires_in=LONG)
        return await store.get("again") == b"value"
    except StoreUnavailableError:
        return False


async def _refused(call: Awaitable[None], rule: str) -> None:
    try:
        await call
    except LeaseLostError:
        return
    except StoreError as error:
        raise AssertionError(f"whom an entry was taken from {rule}, and is told so: {error}") from error
    raise AssertionError(f"whom an entry was taken from {rule}")


async def _until(holds: Callable[[], Awaitable[bool]], seconds: float, rule: str) -> None:
    try:
        async with asyncio.timeout(seconds):
            while not await holds():
                await asyncio.sleep(AGAIN_SECONDS)
    except TimeoutError:
        raise AssertionError(rule) from None

"""docs/how-to/large-tables.md and the example of docs/reference/kit-table.md, as they stand."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.event import listen as listens

from liveview import LiveApp, live
from liveview.testing import Page, visit
from tests.integration.test_large_data_guide import run

MANY = 3000


@dataclass(frozen=True)
class Order:
    id: int
    customer: str


def database(folder: Path) -> str:
    path = str(folder / "orders.db")
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, customer, amount)")
        rows = [
            (n, f"{'Ann Bea Cid'.split()[n % 3]} {n}", None if n == 7 else float(n % 100)) for n in range(1, MANY + 1)
        ]
        made.executemany("INSERT INTO orders VALUES (?, ?, ?)", rows)
    return path


def orders(folder: Path) -> dict[str, Any]:
    read = [Order(1, "Ann"), Order(2, "Bea")]
    return run("how-to/large-tables.md", DATABASE=database(folder), Order=Order, read_orders=lambda: read)


def rows(page: Page) -> list[str]:
    return [" ".join(cell.text for cell in row.all("td")).strip() for row in page.all("tr[data-row]")]


async def loaded(page: Page) -> list[str]:
    """The rows, once those that were asked for are there: a thread reads them."""
    while page.attribute("table", "aria-busy") == "true":
        await asyncio.sleep(0)
    return rows(page)


async def test_rows_of_a_database_are_sorted_searched_edited_and_saved(tmp_path: Path) -> None:
    async with visit(orders(tmp_path)["app"]) as page:
        assert (await loaded(page))[0] == "1 Bea 1 1.00 €" and page.attribute("table", "aria-rowcount") == "3001"
        await page.click("thead button[lv-value-column=amount]")
        assert (await loaded(page))[0].startswith("100 ")
        await page.click("thead button[lv-value-column=amount]")
        assert (await loaded(page))[0].startswith("99 ")
        await page.fill("input[type=search]", "ann 3")
        await loaded(page)
        found = sum(number % 3 == 0 and "3" in str(number) for number in range(MANY + 1))
        assert page.text(".ui-table-count") == f"{found} rows" and all(" Ann " in row for row in rows(page))
        await page.click("button[lv-click^=save_as]")
        saved = page.downloads[-1]
        assert saved.filename == "orders.csv" and saved.text.startswith("Id,Customer,Amount\r\n399,Ann 399,99.0\r\n")
        await page.click('button[lv-click^=edit][lv-value-row="399"]')
        await page.submit("td form", value="1234.5")
        assert (await loaded(page))[0] == "399 Ann 399 1,234.50 €"
        await page.click('button[lv-click^=edit][lv-value-row="399"]')
        await page.submit("td form", value="")
        assert (await loaded(page))[0].startswith("1398 ")  # rows without a value are last
        assert page.errors == page.reports == []


async def test_any_place_of_a_database_is_shown(tmp_path: Path) -> None:
    async with visit(orders(tmp_path)["app"]) as page:
        await loaded(page)
        event = page.attribute("[lv-rows]", "lv-rows")
        await page.push(str(event), {"first": 1500, "view": 10})
        assert (await loaded(page))[0].startswith("1491 ") and len(rows(page)) == 30
        await page.push(str(event), {"first": 2995, "view": 10})
        assert (await loaded(page))[-1].startswith("3000 ")
        assert page.all("tr[data-row]")[-1].get("aria-rowindex") == "3001"


async def test_rows_of_a_database_are_grouped_and_added_up(tmp_path: Path) -> None:
    app = LiveApp(routes=[live("/", orders(tmp_path)["OrdersOfCustomers"])], secret="s" * 32)
    async with visit(app) as page:
        assert (await loaded(page))[1] == "1002 Ann 1002 2.00 €"
        headings = [each.text.split() for each in page.all("tr.ui-table-group")]
        assert headings[:2] == [["Ann", "1002", "1", "2.00", "€"], ["Ann", "1005", "1", "5.00", "€"]]
        sold = sum(n % 100 for n in range(1, MANY + 1) if n != 7)
        assert page.all("tfoot td")[-1].text == f"{sold:,}.00 €"
        assert page.attribute("table", "aria-rowcount") == str(2 * MANY + 2)
        await page.click("thead button[lv-value-column=customer]")
        await page.click("thead button[lv-value-column=customer]")
        await loaded(page)
        assert page.all("tr.ui-table-group")[0].text.startswith("Cid 998")


async def test_sqlalchemy_does_all_in_the_database(tmp_path: Path) -> None:
    found = orders(tmp_path)
    statements: list[str] = []
    engine = found["Sales"].sales.engine
    listens(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    async with visit(LiveApp(routes=[live("/", found["Sales"])], secret="s" * 32)) as page:
        assert (await loaded(page))[0] == "1 Bea 1 1.00 €"
        assert all("LIMIT" in one or "count(" in one or "sum(" in one for one in statements)  # never all rows
        assert page.all("tfoot td")[-1].text.startswith("148,493.00")
        await page.click("thead button[lv-value-column=amount]")
        await page.click("thead button[lv-value-column=amount]")
        assert (await loaded(page))[0].startswith("99 ")
        await page.fill("input[type=search]", "ann 30_")
        await loaded(page)
        assert page.text("td.ui-table-message").startswith("Nothing is found")
        await page.fill("input[type=search]", "ANN 30")
        assert all(" Ann " in row and "30" in row for row in await loaded(page))
        await page.click("button[lv-click=regroup]")
        await loaded(page)
        assert page.all("tr.ui-table-group")[0].text.split()[0] == "Ann"
        await page.push(
            f"show@{str(page.attribute('[lv-rows]', 'lv-rows')).partition('@')[2]}", {"first": 50, "view": 9}
        )
        assert len(await loaded(page)) > 20 and page.errors == page.reports == []
    engine.dispose()


async def test_what_is_shared_is_shown(tmp_path: Path) -> None:
    app = LiveApp(routes=[live("/", orders(tmp_path)["Recent"])], secret="s" * 32)
    async with visit(app) as page:
        assert rows(page) == ["1 Ann", "2 Bea"]


async def test_the_example_of_the_reference() -> None:
    found = run("reference/kit-table.md")
    async with visit(found["app"]) as page:
        assert rows(page) == ["Belt 8.25 € 40", "Bolt 0.50 € 3 ▼"]
        await page.click('button[lv-click^=edit][lv-value-row="1"]')
        await page.submit("td form", value="9")
        assert rows(page)[0].startswith("Bolt 9.00")
        await page.click('button[lv-click^=edit][lv-value-row="1"]')
        await page.submit("td form", value="")
        assert rows(page)[1].startswith("Bolt 0.00")
        await page.click('button[lv-click^=expand][lv-value-row="2"]')
        assert page.text(".ui-table-detail") == "Article 2"
        assert page.reports == []

"""The directory is read once, and again as soon as a partner has changed anywhere."""

from tests.integration.services.world import World, partner
from tests.support.statements import statements_of
from tksk_workflow.services.desk import Desk
from tksk_workflow.store.unit_of_work import UnitOfWork


def directory_of(app, now):
    with UnitOfWork(app.session_factory) as uow:
        desk = Desk(app, uow, now)
        return desk.directory, desk.directory_hash


def test_a_second_transaction_reads_only_the_versions(world):
    first = directory_of(world.app, world.now)
    with statements_of(world.app.engine) as asked:
        second = directory_of(world.app, world.now)

    assert second == first
    assert not any("partner.capacity" in one for one in asked)


def test_a_partner_that_another_process_changed_is_read_anew(world, open_at, database_url):
    before = directory_of(world.app, world.now)
    other = open_at(database_url)
    World(other, world.now).furnish_more([partner("PKM-1", "PUSKESMAS", capacity=3)])
    other.engine.dispose()

    partners, content = directory_of(world.app, world.now)

    assert {one.code: one.capacity for one in partners}["PKM-1"] == 3
    assert content != before[1]


def test_what_is_rolled_back_is_never_kept(world):
    before = directory_of(world.app, world.now)
    with UnitOfWork(world.app.session_factory) as uow:
        uow.partners.save(partner("PKM-1", "PUSKESMAS", capacity=3))
        changed = Desk(world.app, uow, world.now).directory
    assert {one.code: one.capacity for one in changed}["PKM-1"] == 3
    world.furnish_more([partner("PKM-1", "PUSKESMAS", capacity=4)])

    after, content = directory_of(world.app, world.now)

    assert {one.code: one.capacity for one in after}["PKM-1"] == 4
    assert content != before[1]

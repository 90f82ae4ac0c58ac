"""`tksk load`: the load of a TKSK and the offers."""

from tests.integration.cli.conftest import COORDINATOR
from tests.integration.services.world import VILLAGE, partner
from tksk_workflow.store.unit_of_work import UnitOfWork


def test_a_case_is_offered_accepted_and_taken_back(office, world):
    with UnitOfWork(world.app.session_factory) as uow:
        uow.partners.save(partner("PSM-1", "PSM", "desa", (VILLAGE,)))
        uow.commit()
    case = world.register().case
    assert "tksk-gelumbang" in office.says("load", "list", as_=COORDINATOR)
    assert "PSM-1" in office.says("load", "helpers", case)
    said = office.refuses("load", "offer", case, "--to", "PSM-9")
    assert "pilih: PSM-1" in said
    assert "ditawarkan kepada PSM-1" in office.says("load", "offer", case, "--to", "PSM-1")
    assert "membantu" in office.says("load", "accept", case, as_="pendamping/PSM-1")
    assert office.gives("load", "list", as_=COORDINATOR)[0]["helped"] in (0, 1)
    assert "berakhir" in office.says("load", "end", case, "--reason", "cukup")
    office.says("load", "offer", case, "--to", "PSM-1")
    assert "tidak membantu" in office.says(
        "load", "decline", case, "--reason", "sakit", as_="mitra/PSM-1"
    )

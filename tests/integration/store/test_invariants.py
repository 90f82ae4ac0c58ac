"""Every promise is checked: planted violations are found and named."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.support.records import NOW, a_case, a_follow_up, a_person, a_referral, a_routed_case
from tksk_workflow.domain.case import CaseStatus
from tksk_workflow.domain.partner import Partner
from tksk_workflow.domain.referral import Status
from tksk_workflow.store.invariants import check_invariants
from tksk_workflow.store.models import Escalation, Receipt, Substitution, Worker
from tksk_workflow.store.publications import PUBLICATION, PUBLISH
from tksk_workflow.store.unit_of_work import UnitOfWork


class World:
    """A database in order, with one referred person, to plant violations in."""

    def __init__(self, uow):
        self.uow = uow
        uow.partners.save(Partner("PKM-UJI", "PUSKESMAS", "Uji", "kecamatan", ("16.03.06",)))
        self.person = a_person()
        self.case, self.decision = a_routed_case(uow, self.person)
        self.log("sistem/jadwal", "rutekan", self.case, CaseStatus.IDENTIFIED, CaseStatus.ROUTED)
        self.referral = self.refer("satu")

    def log(self, actor, action, row, source=None, target=None):
        entity = "kasus" if row.code.startswith("K") else "rujukan"
        data = {} if source is None else {"dari": source.value, "ke": target.value}
        self.uow.audit.record(actor, action, entity, row.code, data, NOW)

    def refer(self, service, **changes):
        referral = self.uow.referrals.add(
            a_referral(self.case, self.decision, partner_code="PKM-UJI", service=service, **changes)
        )
        self.uow.flush()
        self.log("sistem/jadwal", "buat", referral)
        return referral

    def move(self, referral, event, source, target, actor="sistem/jadwal"):
        referral.status = target.value
        if target is Status.REQUESTED:
            referral.sent_at = NOW
        if target.is_open:
            self.watch(referral)
        else:
            referral.open_key = None
        self.log(actor, event, referral, source, target)

    def watch(self, referral):
        """Somebody looks once after the referral."""
        if not self.uow.follow_ups.of_referral(referral.id):
            day = (NOW + timedelta(days=7)).date()
            self.uow.follow_ups.add_all([a_follow_up(referral.id, day)])

    def send(self):
        self.move(self.referral, "kirim", Status.DRAFT, Status.REQUESTED)

    def complete(self):
        self.send()
        self.move(self.referral, "terima", Status.REQUESTED, Status.ACCEPTED, actor="mitra/PKM-UJI")
        self.move(self.referral, "selesaikan", Status.ACCEPTED, Status.COMPLETED, actor="tksk/t")

    def receive(self, *, right_person=True):
        self.uow.referrals.add_receipt(
            Receipt(
                referral_id=self.referral.id,
                received_by="klien",
                right_person=right_person,
                method="foto",
                received_at=NOW,
                proof_reference="B-1",
                confirmed_by="tksk/t",
            )
        )

    def close(self, **changes):
        self.case.status = CaseStatus.CLOSED.value
        self.case.needs_decision = False
        for name, value in changes.items():
            setattr(self.case, name, value)
        self.log("tksk/t", "tutup", self.case, CaseStatus.ROUTED, CaseStatus.CLOSED)

    def problems(self):
        self.uow.commit()
        return check_invariants(self.uow.session)


@pytest.fixture
def world(session_factory):
    with UnitOfWork(session_factory) as uow:
        yield World(uow)


def test_a_database_in_order_has_no_problems(world):
    world.complete()
    world.receive()
    world.close(functioning="membaik")

    assert world.problems() == []


def test_a_case_closed_with_a_reason_needs_no_proof(world):
    world.move(world.referral, "nyatakan_salah_catat", Status.DRAFT, Status.ENTERED_IN_ERROR)
    world.close(finish_reason="pindah ke luar negeri")

    assert world.problems() == []


def plant_unknown_status(world):
    world.referral.status, world.referral.open_key = "hilang", None
    world.referral.sent_at = NOW
    return "status 'hilang' tidak dikenal"


def plant_status_without_history(world):
    world.referral.status = Status.REQUESTED.value
    world.referral.sent_at = NOW
    world.watch(world.referral)
    return "statusnya 'requested', sedangkan jejak audit berakhir pada 'draft'"


def plant_case_status_without_history(world):
    world.case.status = CaseStatus.IN_FOLLOW_UP.value
    return "statusnya 'dipantau', sedangkan jejak audit berakhir pada 'dirutekan'"


def plant_row_without_entry(world):
    world.uow.session.add(world_case := a_case())
    world.uow.flush()
    return f"kasus {world_case.code}: tidak ada jejak auditnya"


def a_tksk(world, code, **changes):
    values = {"role": "tksk", "area": "16.03.06", "active": True, "since": NOW.date(), **changes}
    world.uow.workers.add(Worker(code=code, **values))
    world.uow.flush()


def stand_in(world, code):
    world.uow.workers.add_substitution(
        Substitution(
            area="16.03.06", worker=code, kind="tksk_tetangga", since=NOW.date(), reason="kosong"
        )
    )


def plant_substitute_beside_the_tksk(world):
    a_tksk(world, "satu")
    a_tksk(world, "dua", area="16.03.17")
    stand_in(world, "dua")
    return "kecamatan 16.03.06: punya TKSK dan pengganti sekaligus"


def plant_substitute_who_left(world):
    a_tksk(world, "dua", area="16.03.17", active=False)
    stand_in(world, "dua")
    return "kecamatan 16.03.06: penggantinya tidak aktif lagi"


def plant_a_case_with_somebody_who_left(world):
    a_tksk(world, world.case.worker, active=False)
    a_tksk(world, "baru")
    return f"kasus {world.case.code}: masih pada {world.case.worker}, padahal 16.03.06 ditangani"


def plant_a_case_with_nobody_although_somebody_stands_in(world):
    world.case.worker = "tanpa-tksk-16.03.06"
    a_tksk(world, "dua", area="16.03.17")
    stand_in(world, "dua")
    return f"kasus {world.case.code}: masih pada tanpa-tksk-16.03.06, padahal 16.03.06 ditangani"


def plant_illegal_move(world):
    world.move(world.referral, "terima", Status.DRAFT, Status.ACCEPTED, actor="mitra/PKM-UJI")
    world.referral.sent_at = NOW
    return "rujukan berstatus 'draft' (konsep) tidak dapat 'terima'"


def plant_move_by_the_wrong_role(world):
    world.send()
    world.move(world.referral, "terima", Status.REQUESTED, Status.ACCEPTED, actor="tksk/t")
    return "peran 'tksk' tidak berwenang untuk 'terima'"


def plant_move_to_another_place(world):
    world.move(world.referral, "kirim", Status.DRAFT, Status.ACCEPTED)
    world.referral.sent_at = NOW
    return "kejadian 'kirim' dari 'draft' tercatat menuju 'accepted'"


def plant_leap_in_the_history(world):
    world.move(world.referral, "mulai_layanan", Status.ACCEPTED, Status.IN_PROGRESS, "mitra/P")
    world.referral.sent_at = NOW
    return "jejak audit melompat dari 'draft' ke 'accepted'"


def plant_unknown_actor(world):
    world.move(world.referral, "kirim", Status.DRAFT, Status.REQUESTED, actor="siapa/saja")
    return "oleh 'siapa' yang tidak dikenal"


def plant_history_of_a_missing_row(world):
    world.uow.audit.record("sistem/jadwal", "buat", "rujukan", "R-009999", {}, NOW)
    return "rujukan R-009999: ada dalam jejak audit, tetapi datanya hilang"


def plant_open_without_key(world):
    world.referral.open_key = None
    return "masih terbuka, tetapi tanpa kunci ganda"


def plant_ended_with_key(world):
    key = world.referral.open_key
    world.move(world.referral, "nyatakan_salah_catat", Status.DRAFT, Status.ENTERED_IN_ERROR)
    world.referral.open_key = key
    return "sudah berakhir, tetapi masih memegang kunci ganda"


def plant_double_under_another_key(world):
    other = world.refer("satu", attempt=2, open_key="lain")
    return f"rujukan {other.code}: ganda dengan {world.referral.code} yang masih terbuka"


def plant_sent_without_a_moment(world):
    world.send()
    world.referral.sent_at = None
    for item in world.uow.follow_ups.of_referral(world.referral.id):
        world.uow.session.delete(item)
    return "tidak berstatus konsep, tetapi tanpa waktu kirim"


def plant_sent_without_partner(world):
    world.send()
    world.referral.partner_code = None
    return "sudah dikirim, tetapi tanpa mitra"


def plant_completed_without_proof(world):
    world.complete()
    return "selesai tanpa bukti penerimaan oleh orang yang tepat"


def plant_completed_for_the_wrong_person(world):
    world.complete()
    world.receive(right_person=False)
    return "selesai tanpa bukti penerimaan oleh orang yang tepat"


def plant_follow_up_of_a_draft(world):
    day = (NOW + timedelta(days=3)).date()
    world.uow.follow_ups.add_all([a_follow_up(world.referral.id, day)])
    return "ada tindak lanjut, padahal belum pernah dikirim"


def plant_sent_and_watched_by_nobody(world):
    world.send()
    for item in world.uow.follow_ups.of_referral(world.referral.id):
        item.done_at = NOW
    return "masih terbuka, tetapi tidak ada tindak lanjut lagi"


def plant_a_case_of_which_nobody_will_hear(world):
    case = world.uow.cases.add(a_case(ready_by=None, needs_decision=False))
    world.uow.audit.record("sistem/jadwal", "daftarkan", "kasus", case.code, {}, NOW)
    return "belum siap, dan tidak ada yang akan diberi tahu"


def plant_closed_without_outcome(world):
    world.complete()
    world.receive()
    world.close()
    return "ditutup tanpa bukti penerimaan dan keberfungsian sosial, dan tanpa alasan"


def plant_closed_without_proof(world):
    world.move(world.referral, "nyatakan_salah_catat", Status.DRAFT, Status.ENTERED_IN_ERROR)
    world.close(functioning="tetap")
    return "ditutup tanpa bukti penerimaan dan keberfungsian sosial, dan tanpa alasan"


def plant_closed_with_something_open(world):
    world.close(finish_reason="ada")
    return "sudah berakhir, tetapi masih ada rujukan yang terbuka"


def plant_closed_but_waiting(world):
    world.complete()
    world.receive()
    world.close(functioning="membaik", needs_decision=True)
    return "sudah berakhir, tetapi masih menunggu keputusan"


def plant_cancelled_without_reason(world):
    world.move(world.referral, "nyatakan_salah_catat", Status.DRAFT, Status.ENTERED_IN_ERROR)
    world.case.status, world.case.needs_decision = CaseStatus.CANCELLED.value, False
    world.log("tksk/t", "batalkan", world.case, CaseStatus.ROUTED, CaseStatus.CANCELLED)
    return "dibatalkan tanpa alasan"


def plant_a_place_in_the_queue_of_who_does_not_wait(world):
    world.send()
    world.referral.queue_position = 1
    return "punya nomor antrean, padahal tidak sedang antre"


def plant_a_place_that_two_have(world):
    person = a_person()
    case, decision = a_routed_case(world.uow, person)
    world.log("sistem/jadwal", "rutekan", case, CaseStatus.IDENTIFIED, CaseStatus.ROUTED)
    other = world.uow.referrals.add(
        a_referral(case, decision, partner_code="PKM-UJI", service="satu")
    )
    world.uow.flush()
    world.log("sistem/jadwal", "buat", other)
    for referral in (world.referral, other):
        partner = "mitra/PKM-UJI"
        world.move(referral, "kirim", Status.DRAFT, Status.REQUESTED)
        world.move(referral, "terima", Status.REQUESTED, Status.ACCEPTED, actor=partner)
        world.move(referral, "antrekan", Status.ACCEPTED, Status.ON_HOLD, actor=partner)
        referral.queue_position = 3
    return "mitra PKM-UJI, layanan satu: nomor antrean 3 dipakai dua rujukan"


def plant_a_matter_about_a_case_that_has_ended(world):
    world.complete()
    world.receive()
    world.close(functioning="membaik")
    world.uow.escalations.add(
        Escalation(key="uji", case_id=world.case.id, level="tksk", reason="uji", opened_at=NOW)
    )
    return "masih terbuka, padahal kasusnya sudah berakhir"


PLANTED = [value for name, value in sorted(globals().items()) if name.startswith("plant_")]


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__[len("plant_") :])
def test_a_broken_promise_is_found_and_nothing_else_is_blamed(world, plant):
    expected = plant(world)

    found = world.problems()

    assert [problem for problem in found if expected in problem], found
    assert len(found) == 1, found


def test_a_follow_up_recorded_twice_is_found_where_the_database_let_it_in(world, engine):
    world.send()
    world.uow.commit()
    columns = "referral_id, number, due_on, late_after, assigned_to"
    values = f"{world.referral.id}, 1, '2026-09-20', '2026-09-20', 't'"
    with engine.begin() as connection:
        if engine.name == "sqlite":
            # A unique constraint cannot be dropped here: a copy without it takes its place.
            connection.execute(text("ALTER TABLE follow_up RENAME TO old"))
            connection.execute(text("CREATE TABLE follow_up AS SELECT * FROM old"))
        else:
            connection.execute(
                text("ALTER TABLE follow_up DROP CONSTRAINT uq_follow_up_referral_id_number")
            )
        for number in (2, 3):
            connection.execute(
                text(f"INSERT INTO follow_up (id, {columns}) VALUES ({number}, {values})")
            )

    assert world.problems() == [
        f"rujukan {world.referral.code}: tindak lanjut ke-1 tercatat lebih dari sekali"
    ]


def test_a_broken_chain_is_among_the_problems(world, engine):
    world.uow.commit()
    with engine.begin() as connection:
        if engine.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_log_no_update"))
        else:
            connection.execute(text("ALTER TABLE audit_log DISABLE TRIGGER ALL"))
        connection.execute(text("UPDATE audit_log SET actor = 'tksk/lain' WHERE number = 1"))

    assert world.problems() == ["jejak audit: catatan 1 diubah"]


def test_a_link_to_nothing_is_found_where_nobody_checked_it(sqlite_url):
    from tksk_workflow.store.database import create_engine_for
    from tksk_workflow.store.session import session_factory_for

    unchecked = create_engine_for(sqlite_url, foreign_keys=False)
    with UnitOfWork(session_factory_for(unchecked)) as uow:
        world = World(uow)
        world.send()
        world.referral.partner_code = "TIDAK-ADA"

        assert world.problems() == [
            f"tabel referral, baris {world.referral.id}: menunjuk ke partner yang tidak ada"
        ]
    unchecked.dispose()


def test_a_version_of_the_rules_without_its_audit_entry_is_found(world):
    for number, actor in ((1, "koordinator/a"), (2, "koordinator/b")):
        world.uow.publications.add(world.decision.pack_hash, NOW.date(), actor, "uji", NOW)
        if number == 1:
            world.uow.audit.record(actor, PUBLISH, PUBLICATION, number, {}, NOW)
        world.uow.flush()

    assert world.problems() == ["versi aturan 2: tidak tercatat dalam jejak audit"]


def test_a_version_of_the_rules_that_is_gone_is_found(world):
    found = world.uow.publications.add(
        world.decision.pack_hash, NOW.date(), "koordinator/a", "uji", NOW
    )
    found.number = 2
    world.uow.audit.record("koordinator/a", PUBLISH, PUBLICATION, 2, {}, NOW)
    world.uow.flush()

    assert world.problems() == ["versi aturan 1: tidak ada lagi"]

"""The story: one mailbox, two States, a provider; from the first draft to evidence that a court checks.

Everybody works at their own desk through the same pages as in a browser; approvals are made by a program
of their own with the person's own key. Each chapter is a numbered part of the story and raises
StoryError where something did not happen as told.
"""

import re
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from comity.demo import cast, mailstore, tools
from comity.demo.browser import Page, StoryError
from comity.demo.screen import Screen
from comity.demo.world import World, run
from comity.evidence.actions import names
from comity.journal import clock
from comity.officers.approve_cli import PASSPHRASE

RO_CONTACT, MA_CONTACT = "RO/contact-point", "MA/contact-point"
RO_CENTRAL, MA_CENTRAL = "RO/central-authority", "MA/central-authority"
FIRST_ORDER = timedelta(days=75)
UNTIL_ALARM = timedelta(days=62)
FRAUD = (
    "deceive_person",
    "property_or_pecuniary_interest",
    "intent_unlawful_gain",
    "economic_loss",
)
MATTER = re.compile(r"sha256:[0-9a-f]{64}")


class Story:
    """What is known as the story goes on."""

    def __init__(self, world: World, screen: Screen) -> None:
        self.world, self.screen = world, screen
        self.hold = self.request = ""  # matters of the preservation and the formal request
        self.order = self.production = ""  # matters of the domestic orders
        self.evidence: Path | None = None
        self.urgency = ["volatility"]  # why the preservation is urgent

    # Tools

    def open(self, username: str, path: str) -> Page:
        """A page as this person sees it."""
        return self.world.person(username).open(path)

    def fill(self, username: str, page: Page, form: str, **values: str | list[str]) -> Page:
        """Fill in a form of a page and send it."""
        return self.world.person(username).send(page, form, None, **values)

    def approve(self, page: Page, *givers: tuple[str, str]) -> Page:
        """Each giver approves the pending letter of this page, with a program of their own."""
        address = "/approvals/" + page.address.rstrip("/").split("/approvals/")[1] + "/"
        for username, capacity in givers:
            page = self._approval(address, username, capacity)
        if "sent" not in page.text:
            raise StoryError(f"The letter did not leave: {page.text[:600]}")
        return page

    def _approval(self, address: str, username: str, capacity: str) -> Page:
        person, actor = self.world.person(username), cast.actor(username)
        shown = person.open(address)
        core = person.open(f"{address}core.json").content
        with tempfile.TemporaryDirectory() as folder:
            given, made = Path(folder) / "core.json", Path(folder) / "approval.json"
            given.write_bytes(core)
            run(
                [
                    "approve", str(given), "--key", str(self.world.key_of(actor)),
                    "--authority", actor.authority, "--role", actor.office,
                    "--capacity", capacity, "--yes", "--out", str(made),
                ],
                more={PASSPHRASE: self.world.password},
            )  # fmt: skip
            return person.send(shown, "approval", files={"approval": made})

    def until(self, username: str, path: str, *words: str) -> Page:
        """Wait until a page says all of these words; the page then."""
        found: list[Page] = []

        def says() -> bool:
            try:
                found[:] = [self.open(username, path)]
            except StoryError:
                return False  # not there yet
            return all(word in found[0].text for word in words)

        self.world.wait_for(says, f"{path} of {username} to say {', '.join(words)}")
        return found[0]

    def find(self, username: str, path: str, pattern: str) -> str:
        """Wait until a page has a link that this pattern matches; what its first group caught."""
        found: list[str] = []

        def there() -> bool:
            page = self.open(username, path)
            for address, words in page.reader.links:
                match = re.search(pattern, f"{address} {words}")
                if match:
                    found.append(match[1])
                    return True
            return False

        self.world.wait_for(there, f"a link like {pattern} on {path} of {username}")
        return found[0]

    def pending(self, username: str, title: str) -> Page:
        """The page of a letter that waits for this person, by words of its title."""
        address = self.find(username, "/approvals/", rf"(/approvals/[0-9a-f-]{{36}}/).*{title}")
        return self.open(username, address)

    def say(self, text: str) -> None:
        """A line under the step before it."""
        self.screen.say(text)

    # Chapters

    def tell(self) -> None:
        """All chapters, in their order."""
        chapters: tuple[tuple[str, Callable[[], None]], ...] = (
            ("1. An officer in Romania drafts an expedited preservation (M01)", self.draft),
            ("2. A second person approves; the letter is signed, sealed, delivered", self.second),
            ("3. Morocco receives, promises, accepts and orders", self.accept),
            ("4. The provider verifies the order offline and holds the data", self.freeze),
            ("5. The subscriber deletes the mailbox; the hold is untouched", self.delete),
            ("6. Time passes: alarms run, the domestic order is renewed", self.wait),
            ("7. The formal request (M03): conditions, grant, production", self.formal),
            ("8. The exhibits are handed over, verified, answered; the order is lifted", self.hand),
            ("9. The requesting side exports the evidence and proves it", self.prove),
        )
        for title, chapter in chapters:
            self.screen.title(title)
            chapter()

    def draft(self) -> None:
        """1."""
        today = clock.now().date().isoformat()
        with self.screen.step("The page says which instrument carries the measure on this date"):
            path = f"/requests/new/preservation/?state=MA&on={today}"
            page = self.open("ro-investigator", path)
            for words in ("Budapest", "29", "60 days", "not checked"):
                if words not in page.text:
                    raise StoryError(f"The draft page does not say {words!r}.")
        self.say(
            "Budapest Convention, article 29. Hold: at least 60 days. Bilateral treaties: not checked."
        )
        self.say("Double criminality may not be made a condition of preservation (29(3)).")
        with self.screen.step("Is it a crime there too? A forecast, for our own side only"):
            self.assess("ro-investigator", "M01")
            page = self.open("ro-investigator", path)
            if "Forecast" not in page.text:
                raise StoryError("The draft page does not show the forecast.")
        with self.screen.step("The officer fills in what the instrument asks for"):
            store = self.world.store
            self._draft_page = self.fill(
                "ro-investigator", page, "preservation",
                to_authority=MA_CONTACT,
                seeking_name="Prosecution service, cybercrime section (invented file)",
                seeking_kind="prosecutor", seeking_file="RO-DEMO-17/2026", reference="RO-DEMO-17/2026",
                classification="Computer-related fraud", provision="Penal Code, article 249",
                facts="Between September and November invented victims were led by forged messages to pay "
                "into accounts named in mails of this mailbox.",
                relation="The mailbox received the victims' answers; the addresses were used to read it.",
                kind_1="email", value_1=cast.SUBSCRIBER,
                kind_2="ip_address", value_2=store.log.seen_address,
                time_2=store.log.seen_at.strftime("%Y-%m-%dT%H:%M:%S"), zone_2="UTC",
                items=["d.mailbox", "c-iii.logs"],
                starts=_local(clock.now() - timedelta(days=60)), ends=_local(clock.now()),
                range_zone="UTC",
                provider=cast.PROVIDER,
                necessity="Mailboxes of this provider can be emptied by their user at any time.",
                announced="on", confidential="on", do_not_notify="on",
                urgency_reasons=self.urgency,
            )  # fmt: skip
            if "/approvals/" not in self._draft_page.address:
                raise StoryError(f"No draft was made: {self._draft_page.text[:400]}")

    def assess(self, who: str, measure: str, hold: str = "") -> None:
        """Answer the questions on the conduct: the finding stays on our own node."""
        path = f"/requests/criminality/?to=MA&measure={measure}&types=fraud_general"
        if hold:
            path += f"&hold={quote(hold, safe=':')}"
        known = {f"e_{slug}": "present" for slug in FRAUD}
        page = self.fill(who, self.open(who, path), "facts", all_told="on", **known)
        if "/requests/criminality/" not in page.address:
            raise StoryError(f"No finding was kept: {page.text[:400]}")

    def second(self) -> None:
        """2."""
        with self.screen.step("The head of the desk approves with their own key, outside the node"):
            self.approve(self._draft_page, ("ro-head", "authorise"))
        with self.screen.step("A signed receipt comes back"):
            self.hold = self.find(
                "ro-investigator", "/requests/", rf"/requests/({MATTER.pattern})/"
            )
            self.until("ro-investigator", f"/requests/{self.hold}/", "eceipt confirmed")
        self.say(f"Matter {self.hold[:23]}…  approvals with a software key are marked as such.")

    def accept(self) -> None:
        """3."""
        path = f"/requests/{self.hold}/"
        with self.screen.step(
            "The duty officer in Morocco sees it with its clocks and promises an answer"
        ):
            page = self.until("ma-duty", path, "promise")
            self.fill(
                "ma-duty", page, "promise",
                expected_by=_local(clock.now() + timedelta(hours=2)), expected_by_zone="UTC",
            )  # fmt: skip
        with self.screen.step("The duty officer accepts, and approves with their own key"):
            page = self.fill("ma-duty", self.open("ma-duty", path), "acceptance", extent="full")
            self.approve(page, ("ma-duty", "decide"))
        self.issue_order()
        with self.screen.step(
            "The order reaches the provider, which collects it: nothing can reach its node"
        ):
            self.order = self.find("atlas-lawful", "/orders/", rf"/orders/({MATTER.pattern})/")
        page = self.open("atlas-lawful", f"/orders/{self.order}/")
        for foreign in ("RO-DEMO-17", "Romania", "ro-1"):
            if foreign in page.text:
                raise StoryError(f"The provider sees {foreign!r} of the foreign letter.")
        self.say("The provider sees the order only; nothing of the foreign letter.")

    def issue_order(self) -> None:
        """The order behind the hold, of the authority that the requested State's law names."""
        with self.screen.step(
            "The competent authority issues its own domestic order to the provider"
        ):
            address = f"/orders/new/preservation/?request={quote(self.hold, safe=':')}"
            page = self.fill(
                "ma-order-clerk", self.open("ma-order-clerk", address), "preservation-order",
                provider=cast.PROVIDER, reference="MA-ORDER-DEMO-4",
                legal_basis="Domestic law on the preservation of data (named by the ordering authority; demo)",
                court="Court of first instance, Rabat (demo)",
                remedy="The provider may seek review by the court named in this order.",
                expires_at=_local(clock.now() + FIRST_ORDER), expires_at_zone="UTC",
            )  # fmt: skip
            self.approve(page, ("ma-prosecutor", "order"))

    def freeze(self) -> None:
        """4."""
        with self.screen.step(
            "The provider's node freezes mailbox and log lines; certificate drafted"
        ):
            page = self.pending("atlas-lawful", "Certificate of hold")
        with self.screen.step("The provider's qualified person certifies the hold"):
            self.approve(page, ("atlas-lawful", "certify"))
        with self.screen.step("Morocco reports the hold to Romania"):
            path = f"/requests/{self.hold}/"
            self.until("ma-order-clerk", f"/orders/{self.order}/", "held")
            self.world.wait_for(
                lambda: self._has_form("ma-duty", path, "hold-report"), "the certificate"
            )
            self.fill("ma-duty", self.open("ma-duty", path), "hold-report")
            page = self.until("ro-investigator", path, "old active")
        self.say(_sentence(page.text, "held"))

    def _has_form(self, username: str, path: str, form: str) -> bool:
        return any(one.identifier == form for one in self.open(username, path).reader.forms)

    def delete(self) -> None:
        """5."""
        with self.screen.step("The subscriber deletes every message"):
            gone = mailstore.delete_mailbox(self.world.store.subscriber.folder)
        with self.screen.step("The hold still has all of them"):
            page = self.open("atlas-lawful", f"/orders/{self.order}/")
            if "mailbox" not in page.text:
                raise StoryError("The provider's page does not show the frozen mailbox.")
        self.say(
            f"{gone} messages deleted from the mail store; the frozen copy is sealed and unchanged."
        )

    def wait(self) -> None:
        """6."""
        with self.screen.step("DEMO CLOCK: 62 days pass on all nodes"):
            now = self.world.advance(UNTIL_ALARM)
        self.say(f"It is now {now:%Y-%m-%d %H:%M} UTC by the demo clock.")
        with self.screen.step(
            "Alarms run on both sides: the hold and the order behind it near their end"
        ):
            self.until("ma-order-clerk", f"/orders/{self.order}/", "renew")
            self.until("ro-investigator", f"/requests/{self.hold}/", "alarm")
        with self.screen.step("The domestic order is renewed before it ends"):
            page = self.open("ma-order-clerk", f"/orders/{self.order}/")
            page = self.fill(
                "ma-order-clerk", page, "renew",
                expires_at=_local(clock.now() + timedelta(days=80)), expires_at_zone="UTC",
                legal_basis="Domestic law on the renewal of a preservation order (demo)",
                renewal_reference="MA-ORDER-DEMO-4/R1",
            )  # fmt: skip
            self.approve(page, ("ma-prosecutor", "order"))
            self.until("atlas-lawful", f"/orders/{self.order}/", "MA-ORDER-DEMO-4")

    def formal(self) -> None:
        """7."""
        self._formal_request()
        self._conditions()
        self._production()

    def _formal_request(self) -> None:
        with self.screen.step("Is it a crime in both States? The finding stays at home"):
            self.assess("ro-clerk", "M03", self.hold)
        with self.screen.step("The formal request is drafted from the hold's own data"):
            path = f"/requests/new/formal/{self.hold}/"
            page = self.fill(
                "ro-clerk", self.open("ro-clerk", path), "formal",
                to_authority=MA_CENTRAL,
                seeking_name="Tribunal (invented)", seeking_kind="court", seeking_file="RO-DEMO-17/2026",
                reference="RO-DEMO-17/2026/CRJ",
                purpose="Evidence in the proceedings named above.",
                decision="given", reasons="Deceit for gain is an offence in both States (demo).",
                person_role="suspect", person_kind="natural", person_name="K. Suspect (invented)",
            )  # fmt: skip
        with self.screen.step(
            "The judicial authority issues it, the central authority transmits it"
        ):
            self.approve(page, ("ro-judge", "issue"), ("ro-central", "transmit"))
            self.request = self.find(
                "ro-central", "/requests/", rf"/requests/((?!{self.hold}){MATTER.pattern})/"
            )
        with self.screen.step("Morocco's central authority has it; the hold becomes open-ended"):
            self.until("ma-central", f"/requests/{self.request}/", "conditions")
            page = self.open("ma-duty", f"/requests/{self.hold}/")
            if self._has_form("ma-duty", f"/requests/{self.hold}/", "follow-up"):
                self.fill("ma-duty", page, "follow-up")
            self.until("ro-investigator", f"/requests/{self.hold}/", "ollowed up")

    def _conditions(self) -> None:
        path = f"/requests/{self.request}/"
        with self.screen.step("Morocco offers to execute on a condition: use only in this case"):
            page = self.fill(
                "ma-central", self.open("ma-central", path), "conditions", code_1="only_this_case"
            )
            self.approve(page, ("ma-central", "decide"))
        with self.screen.step("Romania accepts the condition in a letter; it binds"):
            self.world.wait_for(
                lambda: self._has_form("ro-clerk", path, "conditions-accepted"), "the offer"
            )
            page = self.fill("ro-clerk", self.open("ro-clerk", path), "conditions-accepted")
            self.approve(page, ("ro-central", "transmit"))
        with self.screen.step("The request is granted"):
            self.until("ma-central", path, "onditions accepted")
            if self._has_form("ma-central", path, "acceptance"):
                page = self.fill(
                    "ma-central", self.open("ma-central", path), "acceptance", extent="full"
                )
                self.approve(page, ("ma-central", "decide"))

    def _production(self) -> None:
        with self.screen.step("A production order goes to the provider"):
            address = (
                f"/orders/new/production/?request={quote(self.request, safe=':')}"
                f"&preservation={quote(self.order, safe=':')}"
            )
            page = self.fill(
                "ma-order-clerk", self.open("ma-order-clerk", address), "production-order",
                reference="MA-ORDER-DEMO-5",
                legal_basis="Domestic law on the production of data (demo)",
                court="Court of first instance, Rabat (demo)",
                remedy="The provider may seek review by the court named in this order.",
                due_at=_local(clock.now() + timedelta(days=10)), due_at_zone="UTC",
            )  # fmt: skip
            self.approve(page, ("ma-prosecutor", "order"))
            self.production = self.find(
                "atlas-lawful", "/orders/", rf"/orders/((?!{self.order}){MATTER.pattern})/"
            )
        with self.screen.step("The provider seals exactly what is in scope, and certifies it"):
            page = self.open("atlas-lawful", f"/exhibits/produce/{self.production}/")
            page = self.fill("atlas-lawful", page, "produce")
            self.approve(page, ("atlas-lead", "certify"))
        self.say(
            "Selected by delivery time, not by the Date: header; differences are in the letter."
        )

    def hand(self) -> None:
        """8."""
        with self.screen.step(
            "Morocco's node takes the sealed parts, verifies them, and answers signed"
        ):
            self.until("ma-order-clerk", f"/orders/{self.production}/", "erified")
        with self.screen.step(
            "Morocco hands the same sealed parts over: only the key is wrapped anew"
        ):
            page = self.open("ma-central", f"/exhibits/hand-over/{self.request}/")
            page = self.fill("ma-central", page, "hand-over")
            self.approve(page, ("ma-central", "decide"))
        with self.screen.step(
            "Romania pulls, verifies every part, and answers with signed digests"
        ):
            self.until("ro-clerk", f"/requests/{self.request}/", "erified")
            self.until("ma-central", f"/requests/{self.request}/", "erified")
        with self.screen.step(
            "The domestic order is lifted; the provider releases its frozen copy"
        ):
            path = f"/orders/{self.order}/"
            page = self.fill(
                "ma-order-clerk",
                self.open("ma-order-clerk", path),
                "lift",
                reason="The data were produced.",
            )
            self.approve(page, ("ma-prosecutor", "order"))
            self.world.wait_for(lambda: self._has_form("atlas-lawful", path, "release"), "the lift")
            self.fill("atlas-lawful", self.open("atlas-lawful", path), "release")
        with self.screen.step("Romania tells the outcome; the preservation ends as followed up"):
            path = f"/requests/{self.request}/"
            self.fill("ro-clerk", self.open("ro-clerk", path), "closing")
            self.until("ma-central", path, "losed")
            path = f"/requests/{self.hold}/"
            self.fill("ma-duty", self.open("ma-duty", path), "closing")
            self.until("ro-investigator", path, "losed", "ollowed up")

    def prove(self) -> None:
        """9."""
        with self.screen.step(
            "Both nodes show the same matters, letter by letter, and sign that they do"
        ):
            for matter in (self.hold, self.request):
                page = self.open("ro-custodian", f"/requests/{matter}/")
                page = self.fill("ro-custodian", page, "compare")
                if "same" not in page.text:
                    raise StoryError(f"The two sides do not hold the same: {page.text[:400]}")
        with self.screen.step("The evidence custodian exports everything into one folder"):
            page = self.open("ro-custodian", f"/exhibits/export/{self.request}/")
            page = self.fill("ro-custodian", page, "export")
            exports = self.world.home("ro-1") / names.EXPORTS
            self.evidence = max(exports.iterdir(), key=lambda path: path.stat().st_mtime)
        with self.screen.step("comity verify accepts it, with the anchor from outside"):
            account = run(["verify", str(self.evidence), "--trust", str(self.world.anchor)])
        self.say(account.strip().splitlines()[-1])
        with self.screen.step("Public tools accept it, as HOW-TO-CHECK.md says"):
            tools.check_digests(self.evidence)
            by_openssl = tools.check_signatures(self.evidence)
        self.say(f"sha256sum verified every file; {by_openssl}.")


def _local(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S")


def _sentence(text: str, word: str) -> str:
    parts = re.split(r"(?<=[.!?]) ", text)
    return next((part for part in parts if word in part), "")[:160]

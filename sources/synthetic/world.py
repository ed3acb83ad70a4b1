"""The invented world: people, aliases, accounts, conversations. Plain data that every part of the generator shares."""

from dataclasses import dataclass, field

GROUP_PLATFORMS = ("wechat", "qq", "telegram", "whatsapp", "irc")
# Platforms where an account is opened with a name and a phone, so that a registration can be disclosed.
REGISTERED_PLATFORMS = ("wechat", "qq", "telegram", "whatsapp")


@dataclass
class Alias:
    """A name somebody answers to.

    Attributes:
        text: The name as written.
        kind: `called` (used in talk), `nickname` (shown on an account) or `handle` (an id he chose himself).
        script: hans, hant, latin, emoji or vi.
        concept: What it is made of; two aliases of one person with the same concept are alike in meaning or sound.
        is_opaque: No other alias of the person shares the concept.
        is_homonym: Somebody of another gang bears the same name.
    """

    text: str
    kind: str
    script: str
    concept: str
    is_opaque: bool = False
    is_homonym: bool = False


@dataclass
class RolePeriod:
    """A role in a gang from one time to another, epoch seconds."""

    role: str
    gang_id: str
    start: int
    end: int


@dataclass
class Person:
    """Somebody who acts, or an outsider who only lent a name to registrations (no roles, no aliases).

    Attributes:
        stays: Of who is a member of several gangs: from when to when he is in each, epoch seconds.
        superiors: Whom he answers to in each of these.
    """

    person_id: str
    gang_ids: tuple[str, ...]
    real_name: str
    document_number: str
    languages: tuple[str, ...]
    roles: list[RolePeriod] = field(default_factory=list)
    superior_id: str | None = None
    team: str = ""
    writes_hant: bool = False
    is_victim: bool = False
    aliases: list[Alias] = field(default_factory=list)
    fixed_concept: str | None = None
    stays: dict[str, tuple[int, int]] = field(default_factory=dict)
    superiors: dict[str, str | None] = field(default_factory=dict)

    def is_in(self, gang_id: str) -> bool:
        """Whether he is a member of a gang, alone or among several; who serves several gangs is a member of none."""
        return self.gang_ids == (gang_id,) or gang_id in self.stays

    def is_there(self, gang_id: str | None, at: int) -> bool:
        """Whether he is about in a gang's conversations at a time; between gangs everybody is."""
        if gang_id not in self.stays:
            return True
        start, end = self.stays[gang_id]
        return start <= at < end

    def superior_in(self, gang_id: str) -> str | None:
        """Whom he answers to in a gang."""
        return self.superiors.get(gang_id, self.superior_id)

    def superior_at(self, at: int) -> str | None:
        """Whom he answers to at a time."""
        gang_id = next((gang for gang, (start, end) in self.stays.items() if start <= at < end), None)
        return self.superior_id if gang_id is None else self.superiors[gang_id]

    def gang_at(self, at: int) -> str:
        """The first gang he is in at a time."""
        return next((gang for gang, (start, end) in self.stays.items() if start <= at < end), self.gang_ids[0])

    def role_in(self, gang_id: str) -> str:
        """The first role in a gang; the first role ever where he has none there."""
        return next((period.role for period in self.roles if period.gang_id == gang_id), self.roles[0].role)

    def role_at(self, at: int) -> str:
        """The first role held at a time; the first role ever when none is held."""
        return next((period.role for period in self.roles if period.start <= at < period.end), self.roles[0].role)

    def roles_at(self, at: int) -> set[str]:
        """All roles held at a time."""
        return {period.role for period in self.roles if period.start <= at < period.end}

    @property
    def label(self) -> str:
        """The name he is mostly called by."""
        called = [alias.text for alias in self.aliases if alias.kind == "called"]
        return called[0] if called else self.real_name


@dataclass
class Operation:
    """Somebody operates an account from one time to another, epoch seconds."""

    person_id: str
    start: int
    end: int


@dataclass
class Account:
    """An identity on a platform, with who operates it and who opened it."""

    platform: str
    native_id: str
    operations: list[Operation]
    names: list[tuple[int, str]] = field(default_factory=list)
    handle: str = ""
    phone: str = ""
    registrant_id: str | None = None
    registration_kind: str = "self"
    registered_at: int = 0
    ip: str = ""
    imei: str = ""
    bank_card: str = ""
    is_bought: bool = False
    is_shared: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Platform and native id."""
        return self.platform, self.native_id

    @property
    def start(self) -> int:
        """When its first operator began."""
        return min(operation.start for operation in self.operations)

    @property
    def end(self) -> int:
        """When its last operator ended."""
        return max(operation.end for operation in self.operations)

    def name_at(self, at: int) -> str:
        """The display name shown at a time."""
        return [name for since, name in self.names if since <= max(at, self.names[0][0])][-1]


@dataclass
class Gang:
    """A gang with its places and habits, which its talk keeps coming back to."""

    gang_id: str
    label: str
    seat: str
    main_platform: str
    core_platform: str
    app: str
    boss_id: str = ""


@dataclass
class Conversation:
    """Who talks with whom where, before it is cut into the platform's own threads."""

    key: str
    platform: str
    kind: str
    purpose: str
    title: str
    gang_id: str | None
    people: list[str]
    weight: float


@dataclass
class Thread:
    """A thread as the platform has it: a group with its people, or two accounts.

    Attributes:
        native_id: The platform's id of a group; empty for two accounts.
        accounts: For two accounts: these two, operated by `people` in the same order.
    """

    key: str
    platform: str
    kind: str
    purpose: str
    title: str
    native_id: str
    gang_id: str | None
    people: list[str]
    start: int
    end: int
    weight: float
    accounts: tuple[Account, ...] = ()


@dataclass
class World:
    """Everything that is the case."""

    start: int
    end: int
    people: dict[str, Person]
    gangs: dict[str, Gang]
    conversations: list[Conversation]
    accounts: list[Account] = field(default_factory=list)
    holdings: dict[tuple[str, str], list[Account]] = field(default_factory=dict)
    changes: list["AccountChange"] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    wallets: dict[str, list[str]] = field(default_factory=dict)

    def account_of(self, person_id: str, platform: str, at: int) -> Account | None:
        """The account a person operates on a platform at a time; the newest where several overlap."""
        for account in reversed(self.holdings.get((person_id, platform), [])):
            if any(op.person_id == person_id and op.start <= at < op.end for op in account.operations):
                return account
        return None


@dataclass(frozen=True)
class AccountChange:
    """Somebody goes on with another account: a new one, or one that a colleague used before."""

    at: int
    person_id: str
    platform: str
    old: Account
    new: Account
    is_handover: bool

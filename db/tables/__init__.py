"""Every table. A column that ends in `_sealed` holds a person's data, encrypted by `db.encryption.vault.Vault`;
one that ends in `_hash` finds it again without opening it. Everything else is plain facts, never people.
"""

from __future__ import annotations

from db.tables.agencies import Agency, AgencySeal, ApiKey, Sender, SenderPause, WriteProbe
from db.tables.answers import InboundList, InboundReply, IncomingText, SurveyInvitation, SurveyRelease
from db.tables.audit import AuditCheckpoint, AuditKey, AuditRecord, AuditTile, AuditTree
from db.tables.base import new_id
from db.tables.boundaries import AgencyBoundary
from db.tables.calls import Call, InboxEvent, Person, TimelineEntry
from db.tables.coaching import CoachingCount, CoachingPointer, CoachingRemark
from db.tables.consents import Consent, Preference, UnsubscribeLink
from db.tables.decisions import PolicyTrial, PolicyVersion, Proposal
from db.tables.hash_keys import HashKey
from db.tables.held_changes import HeldChange
from db.tables.installation import InstallationFact, KeyCanary, Restore
from db.tables.keeping import Erasure, LegalHold
from db.tables.mass_news import BrakeEntry
from db.tables.messages import DeliveryReceipt, OutboundMessage, PhoneLine
from db.tables.portal import AddressCut, PortalAttempt, PortalLink, PortalSession, RateCount
from db.tables.results import ResultEmail, ResultRecipient
from db.tables.staff import CaseAssignment, SignInLink, StaffAccount, StaffSession, StaffTask
from db.tables.staff_credentials import PasskeyChallenge, StaffPasskey, StaffPassword, WrongTry
from db.tables.staff_providers import ProviderAttempt, StaffProvider

__all__ = [
    "AddressCut",
    "Agency",
    "AgencyBoundary",
    "AgencySeal",
    "ApiKey",
    "AuditCheckpoint",
    "AuditKey",
    "AuditRecord",
    "AuditTile",
    "AuditTree",
    "BrakeEntry",
    "Call",
    "CaseAssignment",
    "CoachingCount",
    "CoachingPointer",
    "CoachingRemark",
    "Consent",
    "DeliveryReceipt",
    "Erasure",
    "HashKey",
    "HeldChange",
    "InboundList",
    "InboundReply",
    "InboxEvent",
    "IncomingText",
    "InstallationFact",
    "KeyCanary",
    "LegalHold",
    "OutboundMessage",
    "PasskeyChallenge",
    "Person",
    "PhoneLine",
    "PolicyTrial",
    "PolicyVersion",
    "PortalAttempt",
    "PortalLink",
    "PortalSession",
    "Preference",
    "Proposal",
    "ProviderAttempt",
    "RateCount",
    "Restore",
    "ResultEmail",
    "ResultRecipient",
    "Sender",
    "SenderPause",
    "SignInLink",
    "StaffAccount",
    "StaffPasskey",
    "StaffPassword",
    "StaffProvider",
    "StaffSession",
    "StaffTask",
    "SurveyInvitation",
    "SurveyRelease",
    "TimelineEntry",
    "UnsubscribeLink",
    "WriteProbe",
    "WrongTry",
    "new_id",
]

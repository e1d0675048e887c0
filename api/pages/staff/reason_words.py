"""Why a message was not sent or did not arrive, in the words of staff pages."""

from __future__ import annotations

from collections.abc import Mapping

from domain.delivery import NotSent
from locales.sentences import Sentence, say

REASONS: Mapping[str, Sentence] = {
    NotSent.SENSITIVE_CALL_TYPE: say("The call is of a sensitive type: no one is written to automatically"),
    NotSent.CALL_TYPE_NOT_ALLOWED: say("Your policy tells no one about this type of call"),
    NotSent.OFFICER_INITIATED: say("An officer began the call"),
    NotSent.BEFORE_GO_LIVE: say("The call is from before your agency went live"),
    NotSent.NEVER_CONTACTED_ROLE: say("The person is a suspect or a person of interest"),
    NotSent.NO_CONTACT: say("There is no number and no email address"),
    NotSent.NOT_SAFE: say("This way is not safe for the person"),
    NotSent.OPTED_OUT: say("The person said stop"),
    NotSent.NOT_WANTED: say("The person does not want this news"),
    NotSent.ANOTHER_WAY: say("The person chose another way, and got it there"),
    NotSent.CAREFUL_ADDRESS: say("The address is also in a sensitive call"),
    NotSent.OWN_ADDRESS: say("The address is your agency's own"),
    NotSent.COUNTRY_NOT_ALLOWED: say("The number is of a country that your policy does not text"),
    NotSent.OVER_BUDGET: say("The day's budget of texts is used up"),
    NotSent.LIMIT_REACHED: say("So much was said to this address today already"),
    NotSent.LIMIT_UNTIL: say("So much was said to this address today that it waits for tomorrow"),
    NotSent.RECENTLY_SURVEYED: say("The person was asked about another call lately"),
    NotSent.SURVEY_ANSWERED: say("The survey is answered already"),
    NotSent.NO_SURVEY_FOR_THIS_END: say("Calls that end so have no survey"),
    NotSent.STALE: say("It was no longer news"),
    NotSent.DUPLICATE: say("The person was told already"),
    NotSent.SHADOW: say("Your agency only tries Caseline out: nothing leaves"),
    NotSent.QUIET_UNTIL: say("It waits for the morning"),
    NotSent.ADDRESS_CHANGED: say("The person has another address by now"),
    NotSent.HELD_FOR_REVIEW: say("It came in a mass of news, and was dropped"),
    NotSent.NO_SENDER: say("No sender is set up for this way"),
    NotSent.LANDLINE: say("The number is a landline"),
    NotSent.REJECTED: say("The provider refused it"),
    NotSent.UNDELIVERED: say("It could not be delivered"),
    NotSent.SENDER_REFUSED: say("The provider refuses our sender"),
    NotSent.SENDER_LIMIT: say("The sender's limit for the day is reached"),
    NotSent.NOT_IN_POLICY: say("Your policy does not send this message"),
    NotSent.MISSING_FACT: say("A fact that its words need is not known"),
    NotSent.MAYBE_SENT: say("It may have been sent before a backup was restored"),
    NotSent.UNREVIEWED: say("Its translation was not read by a speaker yet"),
    NotSent.UNREADABLE: say("What is stored for it cannot be opened"),
}


def words_for(reason: str) -> Sentence | None:
    """In words; None for a reason that has none, which is shown as it is. What follows a colon is left out."""
    return REASONS.get(reason.partition(":")[0])

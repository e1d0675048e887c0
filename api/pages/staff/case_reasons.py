"""The words for why a person is not told something, or not yet; in English."""

from __future__ import annotations

from collections.abc import Mapping

from domain.delivery import DROPPED, NotSent
from locales.sentences import Sentence, say
from staff.case_people import NOT_A_VICTIM
from staff.change_preview import ALREADY_TOLD, CALL_ON_HOLD

REASONS: Mapping[str, Sentence] = {
    NotSent.SENSITIVE_CALL_TYPE: say("The call is sensitive: nothing is sent by itself."),
    NotSent.CALL_TYPE_NOT_ALLOWED: say("Your agency's policy sends nothing for this type of call."),
    NotSent.OFFICER_INITIATED: say("An officer began this call: there is no caller."),
    NotSent.BEFORE_GO_LIVE: say("The call came in before your agency went live."),
    NotSent.NEVER_CONTACTED_ROLE: say("A suspect or a person of interest is never written to."),
    NotSent.NO_CONTACT: say("There is no number or address to write to."),
    NotSent.NOT_SAFE: say("The number or address is not safe, or not at this hour."),
    NotSent.OPTED_OUT: say("They said stop."),
    NotSent.NOT_WANTED: say("They chose not to get such messages."),
    NotSent.ANOTHER_WAY: say("They chose to get it another way."),
    NotSent.CAREFUL_ADDRESS: say("Their number or address is in another, sensitive call."),
    NotSent.OWN_ADDRESS: say("The number or address is your agency's own."),
    NotSent.COUNTRY_NOT_ALLOWED: say("Your agency's policy does not text numbers of this country."),
    NotSent.OVER_BUDGET: say("Your agency has used up its texts for today."),
    NotSent.LIMIT_REACHED: say("They have got as many messages today as the policy allows."),
    NotSent.LIMIT_UNTIL: say("They have got much today: it waits for tomorrow."),
    NotSent.RECENTLY_SURVEYED: say("They were asked about another call lately."),
    NotSent.SURVEY_ANSWERED: say("They have answered the survey."),
    NotSent.NO_SURVEY_FOR_THIS_END: say("No survey is made after a call that ends like this."),
    NotSent.STALE: say("It is no news any more."),
    NotSent.DUPLICATE: say("It was said before."),
    NotSent.SHADOW: say("Your agency only tries Caseline out: nothing is sent."),
    NotSent.QUIET_UNTIL: say("It waits until quiet hours are over."),
    NotSent.ADDRESS_CHANGED: say("They have another number or address now."),
    NotSent.HELD_FOR_REVIEW: say("It waits for a person to look at a mass of messages."),
    DROPPED: say("A person looked at a mass of messages and did not let it go."),
    NotSent.NO_SENDER: say("Your agency has nothing to send it from."),
    NotSent.LANDLINE: say("The number is a landline: it takes no texts."),
    NotSent.REJECTED: say("The provider refused the number or address."),
    NotSent.UNDELIVERED: say("It could not be delivered."),
    NotSent.SENDER_REFUSED: say("The provider refused your agency's sender."),
    NotSent.SENDER_LIMIT: say("The sender has reached its limit: it is sent later."),
    NotSent.NOT_IN_POLICY: say("Your agency's policy does not use this message."),
    NotSent.MISSING_FACT: say("Something that the message must say is not known."),
    NotSent.MAYBE_SENT: say("It may have been sent before the system was restored."),
    NotSent.UNREVIEWED: say("It is in English: no speaker has read it in their language yet."),
    NotSent.UNREADABLE: say("What is stored for it cannot be opened."),
    NOT_A_VICTIM: say("Only victims hear about the case; a caller or witness hears how the call goes."),
    ALREADY_TOLD: say("There is nothing new for them in this."),
    CALL_ON_HOLD: say("The call is too new: what is still true is said in a few minutes."),
}
"""Of a reason with more behind a colon, the first word counts."""


def reason_sentence(reason: str) -> Sentence | None:
    """The words for a reason; None for one that only has words of its own."""
    return REASONS.get(reason) or REASONS.get(reason.partition(":")[0])

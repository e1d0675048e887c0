"""The words of the page on senders."""

from __future__ import annotations

from domain.delivery import DeliveryStatus
from domain.messages import Channel
from locales.sentences import say

TITLE = say("Senders")
INTRO = say("What your texts and emails come from, and how they fare. Every change needs two persons.")
CHANNELS = {Channel.SMS: say("Texts"), Channel.EMAIL: say("Emails")}
FROM = say("Sent from {address}.")
OF_SETTINGS = say("Sent from what the settings of the machine say.")
ACCOUNT = say("Account {account}, with a secret of its own.")
OWN_SECRET = say("With a secret of its own.")
OF_SETTINGS_ACCOUNT = say("By the account of the settings.")
PER_SECOND = say("At most {rate} a second.")
CHANGED = say("Changed {day}.")
PAUSED = say("Paused until {time}: the provider said {code}.")
NOT_PAUSED = say("It may send.")
BUDGET = say("{used} of {budget} texts of today's budget are used.")
FARED = say("The last 24 hours")
NOTHING_SENT = say("Nothing was sent.")
STATUS = say("What became of them")
REASON = say("Why")
COUNT = say("Messages")
SHARE = say("Share")
STATUSES = {
    DeliveryStatus.CREATED: say("waits again"),
    DeliveryStatus.SENDING: say("being sent"),
    DeliveryStatus.SENT: say("sent, not heard of yet"),
    DeliveryStatus.DELIVERED: say("delivered"),
    DeliveryStatus.UNKNOWN: say("never heard of"),
    DeliveryStatus.TEMPORARY_FAILURE: say("failed, will be tried again"),
    DeliveryStatus.PERMANENT_FAILURE: say("failed for good"),
    DeliveryStatus.WITHHELD: say("withheld before it left"),
}
CHECK = say("Whether the provider would take a message today is asked on the machine: caseline provider check {ori}.")
CHANGE = say("Change where texts come from")
CHANGE_EMAIL = say("Change where emails come from")
NUMBER = say("Number or messaging service")
NUMBER_HINT = say("As +1 206 555 0100, or MG and 32 digits.")
ADDRESS = say("From-address")
TWILIO_ACCOUNT = say("Your own Twilio account")
TWILIO_HINT = say("AC and 32 digits. Empty: the account of the settings.")
TOKEN = say("Its auth token")
SENDGRID_KEY = say("Your own SendGrid key")
SECRET_HINT = say("It is kept encrypted and never shown. Empty: that of the settings.")
RATE = say("Messages a second")
RATE_HINT = say("As registered with the carriers. Empty: the limit of the settings.")
PROPOSE = say("Propose the change")
REMOVE = say("Propose to send from what the settings say again")

"""What people mean in English, once short forms such as "dont" are written out; emergencies have their own file."""

from __future__ import annotations

from domain.replies.phrases import PhraseTable
from domain.replies.vocabulary import ReplyVocabulary
from locales.reply_words.en_emergency import EMERGENCY, NOT_EMERGENCY

_THINGS = (
    "messages|message|texts|text|sms|spam|alerts|alert|notifications|notification|updates|notices|"
    "reminders|subscription"
)
_WRITING = (
    "texting|messaging|contacting|emailing|bothering|spamming|harassing|annoying|bugging|pestering|notifying|updating"
)
_SURVEYS = "survey|surveys|questionnaire|questionnaires"

# Another person should stop: then it is not meant for us.
_SOMEBODY = (
    "he|she|they|it|him|her|them|who|guy|man|woman|ex|husband|wife|boyfriend|neighbor|neighbors|kids|"
    "people|car|dog|music"
)

STOP = PhraseTable(
    alone="""
        no more, enough, enough already, remove, delete, block, out, done, i am done, stp, dont
        go away, shut up, stfu, fuck off, piss off, f off, get lost, buzz off, bugger off, not text
    """,
    clause="""
        stop you|your|already|immediately|2|to end|stop|idiots|morons, i am? done, please? discontinue|desist
        cease and? desist?, can|could|would|will you? stop
        i am not|no longer him|her|them, im not him|her, not me, un subscribe
        no text|texts|texting|messaging|contact, please? cease
        stop it|this|that|these|those|all|everything, stop it|this already, i said|want you? to? stop
        i want this|it|them to stop
        quit it|this|these, end|revoke this|these|it, just stop, and stop
        no more of? this|these?, no texts|messages|updates|alerts|sms|contact
        not|no interested, i am not interested, i? do not want this|these|it|them|any anymore?
        spam, spam stop, stop spam, reported as spam|junk, a|the? wrong phone|cell? number|person|guy|lady|house
        this|that|it|its is? the|a? wrong number|person, wrong
        remove|delete|block|erase|drop|unlist me, lose me
        opt|opting out, i? want|would like out, count me out
    """,
    anywhere=f"""
        # stop doing it
        cease|stop|end|halt|discontinue all|any|further|this|your communication|communications|contact|correspondence|
            harassment|service
        ^ stop you|your|already|immediately|2|before|or, make this|it|these|them stop $
        make * texts|messages|alerts stop
        done|enough|sick|tired|fed with|of|up * {_THINGS}, no|not more texting|messaging|contact
        stop|quit|cease {_WRITING}
        make|tell|have it|this|computer|system|bot|robot|machine to? stop|quit {_WRITING}
        stop|quit|cease calling|blowing|sending|getting|receiving|writing
        stop|quit text|texts|message|send|contact|notify|bother|spam me|us|this|my|these
        # stop the things
        stop|end|cancel|halt|kill|disable|quit|discontinue|suspend * {_THINGS}
        turn|shut off * {_THINGS}
        turn|shut * {_THINGS} off
        # do not do it
        not|never text|message|msg|contact|bother|spam|write|update|notify me|us|this|again|anymore|here|any|at
        not|never ever|you|please text|message|contact|bother|notify|update me|us
        not|never send me|us|anything|any|more|these|those|this|texts|text|messages|message|no
        no longer send|text|message|contact
        never text|contact|message
        get|stay off my phone|number
        do? not|never text|message|contact|write $, stop|quit it with|w
        # I do not want it
        not|no longer? interested in|at|with|anymore
        rather|prefer not to? * get|receive|be|have|these|this|texts|messages|contacted
        not want to? hear from you|anyone|u, enough * {_THINGS} $
        not|no need|use * {_THINGS}
        not want|wish|need|like|care|ask|sign|asked * * {_THINGS}
        not sign|signed|ask|subscribe|agree|consent up? for|to
        not want|wish|like to? be contacted|texted|notified|messaged|bothered|updated
        not want|wish|like to receive|get
        never asked|signed|requested|agreed|wanted|subscribed * for|to|this|these|it|up
        no longer want|wish|need|interested
        not consent
        revoke|withdraw|rescind|cancel my|any|all? consent|permission
        no more|further|additional * {_THINGS}
        no more|further texting|messaging|contact
        # take me off, leave me alone
        take me|us off|out
        take my|this|the number|name|phone|cell|email * off|out
        get me|us off * list|this|texts|text|these|messages
        remove|delete|erase|drop|unenroll|scrub|lose|forget me|us|my|this|the from|off
        remove|delete|erase|drop|lose|forget me|us|my|this|the number|name|phone|cell|info|contact
        off|from your|the|this * list
        leave|let me|us alone|be
        # opt out, unsubscribe, wrong number
        unsubscribing
        unsub me|us|my|this
        opt|opting me|us|my|this? number? out
        you|i|have|got|texting|texted|reached|its|to * wrong phone? number|person|guy|phone|cell|house|lady $
        phone|number belongs|belong * someone|somebody|another|different, wrong phone|cell number
        not my|his|her|their number anymore
        how do|can|to i|we? unsubscribe|opt
        how do|can|to|could i|we? stop|end|quit|cancel this|these|it $
        can|could i|you|we stop|end|quit this|these|it $
        # stop, as the last word
        driving|working|busy|work|sleeping|asleep|thanks|fine|please stop $
        stop please $
    """,
)

STOP_SURVEYS = PhraseTable(
    clause=f"no {_SURVEYS}",
    anywhere=f"""
        stop|quit|cancel|end|cease * {_SURVEYS}
        no more|further|additional {_SURVEYS}
        not want|need|wish|like|send|answering|interested * {_SURVEYS}
        not send me|us * {_SURVEYS}
        not want|like|going|need|wish to? do|take|fill|answer|complete * {_SURVEYS}
        not do|doing|take|taking|fill|answer|complete * {_SURVEYS}
        no longer want|send * {_SURVEYS}
    """,
)

NOT_STOP = PhraseTable(
    anywhere=f"""
        {_SOMEBODY} to stop|quit|leave|end|cancel
        {_SOMEBODY} not|never|to|need|needs|has|have|should|must|can * stop|quit|leave
        {_SOMEBODY} will|would|does|did|do|can|is|has not * stop|quit|leave|text|contact|message
        make|made|let|help him|her|them|music|dog|kids|people stop|quit|leave
        will|would|does|did not leave me|us|her|him alone
        not leave|let me|us|her|him alone
        not stop|quit|cancel|end sending|texting|messaging|updating|looking|the|my|these
        not mean|want|try|ask to stop|unsubscribe|quit|cancel|opt
        not unsubscribe
        was|were|been|got i? unsubscribed
        stop|end this|these|those|the|that guy|guys|people|kids|man|woman|noise|racing|music|party|cars|barking|parking
        stop him|her|them|people|kids|cars|drivers from
        did|have you stop
        wrong number on|for the|my|this|house|report
        arrested|arresting|arrest|took|grabbed|charged|blamed|accused|identified * wrong person|guy|man|lady
        not have|see|get|got|received any|your|the? texts|text|messages|message|updates
    """,
)

CANCEL = PhraseTable(
    clause="""
        cancel it|this|that|all|everything|me, end it|all|everything, never mind cancel, nevermind cancel
        just cancel, stop and cancel|end
        i|we want|need|would|like to? cancel
    """,
)

CANCEL_CALL = PhraseTable(
    anywhere="""
        cancel|end|close|drop|disregard * call|report|request|case|complaint|ticket|visit|response
        cancel * police|officer|officers|cops|dispatch|unit|deputy
        not send|need|come * officer|police|cops|anyone|anybody|somebody
    """,
)

START = PhraseTable(
    alone="resume, subscribe, resubscribe, begin, continue, restart, rejoin, un stop",
    clause="""
        start|begin over|again|it, unstop it|me, opt me? back? in, resubscribe|subscribe me
        resume|restart updates|texts|messages|it|me
        sign|add|put me|us back? up|on|in again|back?, i want|need|like back in|on
    """,
    anywhere=f"""
        start|resume|begin|restart|reactivate|renew|reinstate|continue sending|the|my|me? {_THINGS}
        start|resume|begin|restart|continue texting|messaging|notifying|updating me|us
        text|message|notify|update me|us again
        turn * {_THINGS}|them|it back? on
        want|like|need|get|getting|receive * {_THINGS} again|back
        resubscribe
        not mean|want to stop|unsubscribe|opt|quit|cancel
    """,
)

HELP = PhraseTable(
    alone="""hel, what, who, huh, information, more info, more information, what this, options, menu, instructions
    commands""",
    clause="""
        what is this|that, what is? this|that about|for|number|text|all, what is this * number|message|text|about|for
        who is? this|that|it|dis|there, whose is? this, who are you, who are these people, new phone who dis|this|is
        who is|keeps? texting|messaging|contacting|sending|writing me|us|this|these|it?, who texted|messaged me
        who sent|sends me? this|it|that
        what|whose|who number is? this|is this?, whose number, what is the|this number|message|text about|for?
        is this a|the|an? scam|spam|real|legit|legitimate|joke|police|bot|robot|automated|phishing
        how does|do this|it|these|i work|use this|it?, what does this|it|that mean, what do i|you do|want|mean
        tell me more
        how|where did you|they get my|this number, why are you texting|messaging|contacting me
        i|we need|want more? info|information
    """,
    anywhere="""
        what|who is this text|message|number|texting|messaging
        i|we need|want|like help|assistance with|on|filling|understanding
        can|could|would|will you|someone|somebody please? help me|us with|understand|find|get|fill
    """,
)

VOCABULARY = ReplyVocabulary(
    language="en",
    politeness="""
        please, thanks, thank, you, now, oh, hey, hi, hello, yo, sir, maam, madam, mr, mrs, ms, miss, officer
        police, pd, department
        sheriff, dept, just, already, asap, immediately, right, away, today, no, sorry, dear, kindly, so, much, very
        and, again, forever
        fucking, fuckin, fucken, fuck, damn, goddamn, shit, hell, bitch, asshole, assholes, bastards, ass
        motherfucker, motherfuckers
        jesus, christ, god, omg, wtf, ffs, lol, sent, from, my, iphone, android, dude, bro, man, seriously, really
    """,
    stop=STOP,
    stop_surveys=STOP_SURVEYS,
    cancel=CANCEL,
    cancel_call=CANCEL_CALL,
    not_stop=NOT_STOP,
    start=START,
    help=HELP,
    emergency=EMERGENCY,
    not_emergency=NOT_EMERGENCY,
)

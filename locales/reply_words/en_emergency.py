"""What frightened people type in English. A false alarm costs a text and a glance; a missed one may cost a life."""

from __future__ import annotations

from domain.replies.phrases import PhraseTable

_THEY = (
    "he|she|they|someone|somebody|ex|husband|wife|boyfriend|girlfriend|guy|guys|man|men|dad|father|stalker|"
    "intruder|prowler|neighbor"
)
_US = (
    "me|us|him|her|them|mom|mother|mum|kid|kids|son|daughter|wife|sister|brother|baby|child|children|dad|"
    "father|mommy|daddy|grandma|myself|himself|herself"
)
_HOME = (
    "house|home|porch|apartment|apt|room|bedroom|yard|backyard|basement|garage|kitchen|bathroom|closet|"
    "attic|driveway|door|doors|window"
)
_HURT = (
    "hurt|injured|stabbed|shot|bleeding|dying|unconscious|raped|choking|attacked|assaulted|wounded|"
    "drowning|beaten|kidnapped|trapped"
)
_CHILD = "baby|child|son|daughter|kid|kids|children|grandson|granddaughter|girl|boy|toddler"
_NOW = "now|here|asap|fast|immediately|quick|quickly|hurry|right|urgent|urgently"

EMERGENCY = PhraseTable(
    clause=f"""
        fire, a|the|big|huge? fire, hurry, emergency, an|real|true? emergency, danger, suicide, stroke, seizure
        {_HURT}|robbed|mugged, robbery, intruder, burglar, burglary, overdose, hostage, kidnapping
        {_THEY} back|here|outside|inside
        save my, he|she found me|us, he|she knows where
    """,
    anywhere=f"""
        # words that are enough by themselves
        afraid|scared|terrified|frightened|bleeding|unconscious|unresponsive|screaming|choking|strangling|suffocating|
            drowning|stabbing
        stabbed|gunpoint|knifepoint|hostage|kidnapped|suicide|suicidal|hiding|dying|overdose|overdosed|seizure|
            seizures|fighting|injuries
        attacking|threatening|threatens|molested|raped|raping|wrists|mayday|paramedics|gunman|shooter|gunshot|gunshots|
            gunfire|bomb

        # pleas
        help me|us|him|her, help help, please help, help please, somebody|someone help, help now|asap|fast|quick|hurry
        need|needs|send|get|require some|your? help|assistance, save|rescue me|us, mayday, hurry, come {_NOW}
        call|send|dispatch|get|dial|phone|alert|need|want the|an|a|some|more? police|cops|cop|911|ambulance|medic|
            paramedics|swat|ems|backup
        need|send|get|want an|a|the|some|another|more? officer|officers|deputy|unit|units|patrol|someone|
            somebody * {_NOW}
        send someone|somebody|officers|units, 911 help|now|please|emergency|hurry

        ^ help he|she|they|someone|somebody|there|my|we|police

        # he is back, he is here
        {_THEY} is|are|was still|just? sitting|standing|waiting|parked|lurking|hiding * in|outside|by|near * my|the|our
        sitting|waiting|standing|lurking|pacing * * front|outside|across
        coming up|down the stairs|hallway|hall, coming upstairs|downstairs
        {_THEY} is|are|has|have|was still|now|right|just|also? back|here|outside|inside
        {_THEY} still back|here|outside|inside|there, {_THEY} came|comes|come|showed|keeps|just * back|over|up
        came|come back $, came back here|again|drunk|and
        {_THEY} is|are coming $, is|are coming back|for|after|to|in, is back|outside $, is back|here again
        {_THEY} is|are|was|still|just|now at|by|on|in|inside|outside|near|behind|under|into * {_HOME}
        there is|are * in|inside|outside|at|on my|our|the|her * {_HOME}
        at|outside|inside my|our|the front|back? door|window|bedroom
        someone|somebody|man|men|stranger in|inside my|our|the
        bang|banging|pounding|kicking|knocking|beating|smashing on|at|in|down * door|window|doors|windows
        break|breaking|get|getting|climbing|coming in|into|through|down * house|home|door|window|apartment|room|back
        breaking in $, breaking in|into my|our|the|now, broke in $, home invasion
        trying|tries|tried to break|get|force|kick|come|climb|open in|into|inside|through|down|my|the
        throwing|threw|swinging|pointing|pointed|waving|waved * at me|us|her|him|around
        breaking|broke|kicked|kicking|busted|busting|smashed down? my|the|our? door|down
        breaking everything|things|stuff|windows|the|my
        robbing|mugging|jumping|burglarizing, being|getting|am|got robbed|mugged|jumped|burglarized|assaulted
        robbery|burglary|fight in progress
        hiding|hide|hidden in|from|under|behind|now|with|because, hiding $, locked myself, prowler|trespasser|peeping
        followed me|us|her home|here|to|all|into|from, following|chasing|stalking|hunting|watching me|us|her|my
        being|am|was followed|stalked|chased|watched|hunted
        violated|violating|violates|breaking|broke * restraining|protection|protective|no|the|his|a order|contact
        knows where i|we live
        will|does not leave $, refuses|refusing to leave

        # weapons
        gun|guns|pistol|rifle|shotgun|firearm|handgun|machete|knife|knives|weapon|weapons|armed|gunman|shooter|gunshot|
            gunshots|gunfire|bomb
        shots fired|heard|outside, hear|heard * shots|shooting, is|are|someone|started|active|somebody shooting
        shooting at|me|us|outside, got|been|was|were|is|have shot|stabbed, shot|stabbed|stabbing|shoot|stab {_US}

        # killing, beating
        threw|throwing|slammed|slamming|dragged|dragging|shoved|shoving|pinned|cornered my? {_US}
        kill|kills|killing|murder|strangle|strangling|choke|choking|choked|strangled|rape|raping|raped my? {_US}|you|
            everyone|everybody|someone|people
        going|wants|want|tried|trying|threatened|threatening|threatens|will|said to? kill|hurt|shoot|stab|murder|harm|
            rape|burn|beat|attack
        threatening|threatened|threatens|attacking|attacked|attack|beating|beat|beats|hitting|hit|hits|punching|
            punched|slapped my? {_US}
        kicked|kicking|hurting|hurt|hurts|grabbed|molested|abusing|abuses|abused|assaulted|assaulting|pushed|pushing|
            burned my? {_US}

        # hurt
        is|are not moving|responding|waking, if i died|die, was|were dead $
        am|is|are|were|got|badly|really|was|he|she|been|people|someone|being badly|really|so? {_HURT}
        hurt|injured|bleeding|cut|hurting bad|badly|really|a|everywhere|out|lot|heavily, blood everywhere
        lot|lots|much of? blood
        not|unable|hard|trouble|stopped|hardly|barely|difficulty to? breathe
        heart attack, chest pain|pains|hurts, having|had a|an? stroke|seizure|seizures|heart|miscarriage
        overdose|overdosed|overdosing|oded|unconscious|unresponsive, passed out, not wake|waking|responding up?
        no pulse
        fell * not|unconscious|bleeding, not get|stand|move up|get|him|her, collapsed, dead body, found * dead
        someone|somebody is? died|dead

        # fire, gas
        on fire, house|home|apartment|building|car|kitchen|garage|everything is? burning|fire|flames|smoking
        there is|are * fire|flames|smoke|explosion, fire in|at|inside|is|next|near|spreading|outside|help|now
        smoke|flames|fire everywhere|coming|inside, smell gas|smoke, gas leak|smell, explosion
        big|huge|a fire behind|near|next|in|at|on, hit by a|the car|truck|bus|train
        accident|crash|wreck|collision * injuries|injured|hurt|trapped|blood
        turning|turned|is blue

        trying|tried to steal|rob|grab|attack|stab|shoot
        # held, taken
        not|never let|letting|lets me|us|her|my leave|go|out, let me out, locked|locks|locking me|us|her
        trapped in|inside
        not get|escape out|away, get me|us out of, hostage, kidnapped|kidnap|abducted|kidnapping
        tried|trying|trys to grab|take|kidnap|snatch|touch|lure, not give|giving|return me? back? my {_CHILD}
        took|taken|takes|stole|grabbed|taking|has|have my|our|the {_CHILD}
        {_CHILD} is|are|has|have|went|been gone? missing|gone|disappeared
        missing|lost {_CHILD}, forcing|forced me|us|her, against my|her will, held|holding me|us|her
        will|can|might hear me|us?
        missing {_CHILD}, not find my {_CHILD}

        # afraid
        am|so|very|too|really|are|were|is|feel|im scared|terrified|frightened|afraid|unsafe
        scared for my|of him|her|them|to|he|and|please|help, fear for|my life|safety, am|are|feel|feeling not safe
        not feel|feeling safe, in danger, danger

        # wants to die
        suicide|suicidal, kill|killing|hurt|hurting|harm|harming|cut|cutting|hang|hanging|shoot|shooting|drown myself|
            themselves|himself|herself
        end|ending|take|taking|took my|his|her own? life, end|ending it $, end|ending it all|myself|now
        want|wants|going|ready|wish|wanted to|i|was? die|dead
        not|no want|wants|reason|point to|in? live|living|exist|alive|wake, not want to? be here|alive|around
        better off dead|without, not go|do|take|live|keep on|this|it|like|going anymore|longer|more, not go on
        took|take|taking|swallowed|taken all|too|a|my|the|bottle|lot|many * pills|pill|tylenol
        jump|jumping off|from * bridge|roof|building
        going to jump, going|want to jump|hang|overdose|od, no one will miss, goodbye forever|everyone

        # the word itself
        is|its|a|an|have|having|real|medical|big|life|family|this emergency, emergency help|now|please|hurry|emergency
    """,
)

NOT_EMERGENCY = PhraseTable(
    anywhere="""
        # back somewhere good, or a person who may be here
        back in|to|at|behind|from the? custody|jail|prison|court|work|school|normal|bars|rehab|hospital|town|county
        dog|cat|puppy|bike|car|power|light|lights|water|internet|signal|phone|truck|package|pet is|are|came|has|
            was come? home|back|here|outside
        is|are|came|got safe|safely? back home|safe|safely, i am|was|will be? back|here|outside|home|inside
        no|without any? injuries|fighting, injuries no
        officer|officers|police|cop|cops|deputy|deputies|sheriff|ambulance|detective|tow|truck|firefighters is|are|has|
            just|finally * here|outside|at|back
        he|she|they is|are here already|now? thanks|thank|talking|taking|helping
        thanks|thank you? he|she|they is|are here
        tow|cab|uber|delivery|mail|package|camera|note|officer|police is|was at|outside|on my|the|our door|house|porch|
            home

        # not an emergency
        was|were here|there|outside yesterday|earlier|before|last|this|on, came|come|brought * back with my
        camera|note|package|flyer is|was? at|on|by
        i|we am|are|will? be? at|on|by|in|outside|inside my|the|our front|back? door|house|home|porch|apartment|window|
            room|yard
        meet|leave|drop|put|bring|come|knock me|it|us|them|on|to|the? package|report? at|by|on|to my|the|our front|
            back? door|porch|house
        no|not|non a|an|really|any|my|of|the? emergency|emergencies
        emergency meeting|meetings|landing|fund|funds|kit|exit|drill|test|broadcast|system|leave|plumber|vet|dentist|
            repair|preparedness|management|list|session|board|committee|savings|cash|generator|alert|alerts|shelter|supplies
        emergency contact|contacts|number|line|room|exit|brake|services|dept|department|lights|vehicle
        no one|of|injuries|body|people? is|was|were|got|been|else? hurt|injured|bleeding|shot|stabbed|scared|armed|
            harmed
        not hurt|injured|bleeding|shot|stabbed|scared|armed|harmed, without injury|injuries
        no|any weapon|weapons|gun|guns|knife|knives|fire|fires|shots
        not have|had|see|saw a|any? weapon|weapons|gun|guns|knife|knives
        no|not|longer need|want? need|help|hurry|rush|police needed|help|police|an|the|officer|anymore
        need|needs|want|get|send|have someone|somebody|officer|an * to take|call|come|pick|tomorrow|sometime|by|later|
            report
        hurry up with, no hurry, not hurry, not need to hurry, helping|helped me|us|him|her, for your help
        help me|us with|understand|find|get|fill|figure my|the|a|this|out|where|how|what
        help with|on|filling my|the|a|this|insurance|report|case|form
        thanks|thank|appreciate you? for|the|your|all help|helping, called|told|phoned the? 911|police|cops
        calling 911 yesterday|earlier
        911 call|calls|operator|operators|dispatcher|dispatch|recording|tape|transcript|caller
        police|officer|officers report|reports|name|names|badge|card|number|station|department|record|records|car

        # things that only sound dangerous
        gun shop|store|range|show|permit|safe|case|owner|control|law|laws|cabinet|collection|serial|rack|dealer|
            license|registration|club
        nail|glue|staple|heat|toy|water|bb|nerf|paint|radar|squirt|spray|caulk|massage|grease|cap|airsoft|tattoo gun|
            guns
        stole|stolen|missing my|a|the|his? gun|guns|pistol|rifle|shotgun|knife
        gun|guns|pistol|rifle|shotgun|knife was|were|is|got stolen|missing|taken
        knife block|set|collection|sharpener, pocket|butter|kitchen|steak knife|knives
        shooting|shoot|shot hoops|basketball|fireworks|video|photos|pool|a
        fire hydrant|hydrants|station|department|dept|truck|trucks|engine|pit|place|sale|lane|escape|drill|
            extinguisher|marshal|fighter|fighters|chief|insurance
        fire code|him|safety|ban, fire was|is put|out, fireworks
        wait|this|waiting|heat|traffic|its|you|noise|music|back|feet|suspense is|are? killing me
        kill|killing|killed time
        hit me|us up, beat me|us? to, beats me
        attack|attacked|hurt|hurts|kill my|his|their|the|our feelings|business|credit|grass|lawn
        am afraid so|not|i|it|the|this|we|that, scared|afraid of heights|spiders|dogs|my shadow
        die|dying|died of|laughing|from embarrassment|laughter|laughing|boredom?
        phone|battery|car|engine|plant|plants|tree is|about|going|to * die|dead|dying
        phone|battery|car|engine|plant|tree|grass is? dead|dying|died, dead end|battery|tree|phone
        living in|at|on|near|next, suicide prevention|hotline|squad|awareness, bath|photo bomb
    """,
)

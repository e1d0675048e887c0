"""What people mean in French, of France, Africa, Haiti and Canada."""

from __future__ import annotations

from domain.replies.phrases import Table
from domain.replies.vocabulary import Vocabulary

VOCABULARY = Vocabulary(
    language="fr",
    politeness="""
        s, il, vous, te, plait, svp, stp, merci, monsieur, madame, mademoiselle, police, agent, maintenant, bonjour, bonsoir, salut, ok
        beaucoup, immediatement, tout, suite, de, deja, ca, putain, merde, bordel, connard, connards, sms, desole, pardon, alors, la, bon
    """,
    stop=Table(
        alone="arret, assez, arrete, basta, ta gueule, vos gueules, desinscription, desabonnement, stoppe, non merci stop",
        clause="""
            arreter|arretez|arrete|arreté|stopper|stoppez|stoppe|cesser|cessez, arretez arretez
            ca suffit|suffi, ca|en suffit, en? voila assez, c est assez, j en ai assez|marre, il? suffit
            desabonner|desabonnez|desaboner|desabonne|desabonnement, me|moi desabonner|desinscrire, desabonnez|desinscrivez moi
            desinscrire|desinscription|desinscrivez, retirer|supprimer|effacer|retirez|enlevez|supprimez moi?
            plus rien, mauvais|faux|erreur numero|de numero?, erreur de numero|personne|destinataire, pas interesse|interessee
            je ne? suis pas interesse|interessee, plus de messages|message|sms|textos|texto|notifications|alertes
            fous|fichez|foutez|fiche moi la? paix|camp, lachez moi, arretez avec|vos|ces|tout|les|ca messages|sms|textos?
        """,
        anywhere="""
            # arrêtez de m'envoyer: stop sending
            arretez|arreter|arrete|cessez|cesser|cesse|stop|stoppez de|d m? envoyer|ecrire|contacter|texter|deranger|embeter|harceler
            arretez|arreter|arrete|cessez|cesser|stop|stoppez|annulez|annuler|suspendre * messages|message|sms|textos|texto|notifications|alertes
            arretez|arreter|arrete|cessez|cesser|stop de|d m envoyer|ecrire|appeler
            # ne m'envoyez plus: do not send any more
            ne|n m|me|nous? envoyez|envoie|envoyer|ecrivez|ecris|ecrire|contactez|contacter|contacte|textez|derangez|embetez|appelez plus|pas|rien
            m|me envoyez|envoie|ecrivez|ecris|contactez|textez|derangez plus|pas|rien, ne * plus m|me en? envoyer|ecrire|contacter|deranger
            # je ne veux plus: I do not want any more
            ne? veux|veut|souhaite|desire|voudrais plus|pas * messages|message|sms|textos|texto|notifications|alertes|recevoir|contacte|contactee
            ne? veux|veut|souhaite|desire plus|pas recevoir|etre
            plus de|aucun * messages|message|sms|textos|texto|notifications svp|merci|stop
            # laissez-moi tranquille, retirez-moi: leave me alone, take me off
            laissez|laisse|laisser moi|nous tranquille|en, foutez|fous|fichez|fiche|foutre moi|nous la paix
            retirez|enlevez|supprimez|effacez|otez|retire|enleve|rayez|retirer|supprimer moi|mon|mes|ce * numero|liste|nom|telephone|coordonnees
            retirez|enlevez|supprimez|effacez|otez|retirer|enlever|supprimer|effacer|rayez mon|moi|ce|me numero|de|portable|nom
            vous|tu trompez|trompe|etes|es|avez|as * numero|mauvais, avez|as le? mauvais|faux numero
            me|vous|m desabonner|desinscrire|desabonnez|desinscris, desabonnez|desinscrivez, comment arreter|stopper|desabonner|annuler|bloquer ces|les|ce|me?
        """,
    ),
    stop_surveys=Table(
        anywhere="""
            plus|pas|aucun de|d|ce|votre * sondage|sondages|enquete|questionnaire, arretez|stop|cessez|annulez|arreter * sondage|sondages|questionnaire
            ne? veux|souhaite|envoyez plus|pas * sondage|sondages|questionnaire|questionnaires
        """,
    ),
    not_stop=Table(
        anywhere="""
            # c'est quelqu'un d'autre: somebody else should stop
            n|ne arretez|arrete|cessez pas|jamais de|d?, il|elle|ils|voisin|qui|lui|leur|musique|chien n? arrete|arretent|arreter|arreté|arretez pas?
            dites|demandez|dire|demander lui|leur d|de arreter|cesser, ne|me veut pas|plus|me laisser
            a|t|ont|ete|est|etait|sera|fait|fut arrete|arretee|arretes, s est|arrete|arreter|arretee pas?
            il|elle|ils n|ne|me|m? envoie|ecrit|veut|veulent plus|pas
        """,
    ),
    cancel=Table(clause="annuler|annulez|annule|annulation|fin|terminer|terminez|termine"),
    cancel_call=Table(
        anywhere="""
            annuler|annulez|annule * appel|signalement|plainte|police|demande|rapport|intervention|patrouille
            n envoyez personne|pas * police|agent|patrouille
        """,
    ),
    start=Table(
        alone="oui, commencer, commencez, demarrer, debut, debuter, reprendre, reprenez, continuer, recommencer, s abonner, abonner, reabonner",
        clause="je veux reprendre|recommencer, me? reabonner|reinscrire, reabonnez|abonnez moi, oui je? veux, j accepte, reactiver",
        anywhere="veux|voudrais|souhaite|aimerais * recevoir|avoir * messages|sms|nouveau|textos a|de nouveau|encore?, envoyez moi * a|de nouveau",
    ),
    help=Table(
        alone="aide, info, infos, information, informations, quoi, qui, renseignements, plus d infos|informations",
        clause="""
            c? est? qui ca|la|ce?, qui est ce|la|la?, qui|vous etes|es|est vous|tu|qui?, vous etes qui, t|tu es qui, qui m|me ecrit|envoie|contacte|texte ca?
            c? est quoi ca|ce|cette|cela|le|ce? numero|message|texto|sms?, qu est ce que c est|cela|ca|c? ca?, c est une? arnaque|vrai|serieux|spam
            a qui est ce numero, de quoi s agit il, ca veut dire quoi, comment ca marche, qui parle, qu est ce
        """,
        anywhere="pouvez|pourriez vous|tu m aider a|avec|pour, besoin d? aide pour|avec",
    ),
    emergency=Table(
        clause="""
            au secours|feu, secours|urgence|urgent|incendie|pistolet|fusil|arme|couteau|suicide|danger|otage|vite|sang|blesse|blessee
            a|l l? aide, aide aide, vite vite, feu feu, depechez vous, il|elle est|es la
        """,
        anywhere="""
            # appels: pleas
            au|o secours|secour, aidez|aide|sauvez|sauve|aider moi|nous, a l aide, besoin|veux d? aide|secours|police|ambulance maintenant|vite|urgent|urgence|tout|svp|immediate
            appelez|appeler|appelle|envoyez|envoyer|faut|vite|besoin * police|policiers|911|ambulance|secours|pompiers|samu|quelqu|flics
            venez|viens|venir * vite|maintenant|urgence|urgent|rapidement, vite svp|venez|stp|s|il, depechez vous
            # il est revenu, il est là: he is back, he is here
            est|sont|c revenu|revenus|revenue|rentre|de|encore retour|la|revenu?, il|elle|ils|mari|ex|homme|quelqu|un est|sont|c|un encore|toujours? la|ici|dehors|dedans|devant|derriere|chez|dans|entre|revenu
            il|ils|ex|mari revient|reviennent|arrive|approche, est|sont|frappe|tape|cogne|defonce a|devant|derriere|sur|dans|la * porte|maison|fenetre|chambre|appartement|jardin
            quelqu|un|homme|voleur|voleurs|type|gens un? est|chez|essaie|essaye|dans|entre|veut|tente, chez moi la|quelqu?, essaie|essaye|tente|veut|veulent|essaient * entrer|rentrer
            # armes: weapons
            arme|armes|armé|pistolet|fusil|couteau|couteaux|machette|revolver|kalachnikov|bombe|coups|coup de feu|couteau?, a|ont|il tire|tirent sur|dessus|feu?
            fusillade|tirs, poignarde|poignardee|poignarder
            # blessés: hurt
            tuer|tue|tuera|assassiner|etrangler|etrangle|etouffe, me|nous|m|la|le|l|mere|enfants|a|frappe frappe|frappee|battu|battue|bat|tape|cogne|agresse|agressee|viole|violee|menace|menacee|etrangle|attaque
            frappe|frappent|bat|tape|cogne|agresse|attaque ma|mon|mes mere|enfant|enfants|fils|fille|soeur|frere|femme|bebe|pere
            saigne|saignes|saignement|hemorragie|sang, suis|est|elle|il|gravement blesse|blessee|inconscient|inconsciente|evanoui|evanouie
            peux|peut|arrive|n|ne plus|pas|a|mal * respirer|respire, respire plus|pas|mal, crise|arret|douleur|mal cardiaque|a|au|thoracique coeur|la|poitrine?, avc|overdose|convulsions|malaise
            # feu: fire
            il? y a|le le|du|un? feu|incendie, a pris|en feu, maison|appartement|immeuble|voiture|tout brule|feu|flammes, incendie|flammes|explosion, odeur|sent|fuite de|le|du? gaz
            # enfermée, enlevé: held, taken
            enferme|enfermee|enfermes|otage|sequestre|sequestree|kidnappe|kidnapping|enleve|enlevee|coince|coincee|piege|piegee, a|ont pris|enleve|emmene * enfant|enfants|bebe|fils|fille
            enfant|bebe|fils|fille a|est? disparu|disparue, me|m|nous suit|suivent|poursuit|suis suivie|suivi?, ne? laisse|laissent pas partir|sortir
            # peur, suicide: afraid, wants to die
            j? ai|avons tres|trop|si|vraiment|tellement? peur, peur de|pour|il, danger, terrifie|terrifiee
            veux|vais|envie|voudrais|vouloir|prefere de? mourir|finir|crever|disparaitre, me|se|m suicider|tuer|suicide|ouvrir, en finir, suicide|suicider|suicidaire
            veux|envie|peux|peut|raison plus|pas|de * vivre|continuer|vie, plus envie|la|de de|force|vivre? vivre?, mettre fin a, avale|pris * medicaments|cachets|pilules
            # le mot même
            urgence|urgences, c est|est tres? urgent, urgent|urgemment
        """,
    ),
    not_emergency=Table(
        anywhere="""
            pas|aucune|sans|rien une|d|l|de|tres? urgence|urgent|urgences, numero|contact|contacts|service|services|salle d|des urgence|urgences
            personne|aucun|pas|sans n|ne|est|a|de|d|ete|etait? est|a|ete|blesse|blesses|arme|armes|danger blesse|arme|mort?, pas|plus de|d|besoin|peur? feu|arme|armes|aide|peur|danger|police|secours
            merci de|pour * aide|aider|aide, m avoir aide|aidee, votre|ton|cette aide, besoin d? aide pour|avec, pouvez|pourriez vous|tu m aider
            feu|feux rouge|rouges|vert|verts|orange|tricolore|tricolores|circulation|d|de|artifice|artifices, feux, cessez le feu, pot au feu, couvre feu
            chat|chien|courant|voiture|electricite|police|agent|policier|policiers est|sont deja|bien? revenu|revenue|la|ici|arrive|arrives|rentre, est|sont retourne|retournee|en|rentre|de|revenu * prison|travail|ecole
            est arrive|arrivee merci, l? agent|policier|police * arrive|arrivee|la, revenu a|au|en|chez|de
            a tire la|le|sur|les porte|rideau|rideaux|chasse, station|caserne|camion de|des pompiers|incendie, alarme incendie, n y a pas|plus|aucun
            tape|frappe|cogne|tapé ma|la|mon|dans voiture|porte|pare|vehicule|ma voiture?, mort de rire, tue le temps, ca me tue, rien ne
            ont|a|m vole|voles * arme|fusil|couteau, etait|est la bas|semaine|hier, est la merci, ca va, tout va bien, prenez votre temps
        """,
    ),
)

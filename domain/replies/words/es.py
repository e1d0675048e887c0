"""What people mean in Spanish, as it is spoken in the Americas, with some Spanglish."""

from __future__ import annotations

from domain.replies.phrases import Table
from domain.replies.vocabulary import Vocabulary

STOP = Table(
    alone="baja, alto, fuera, termina, no molestar",  # baja: off the list
    clause="""
        alto|pare|para|paren|parar|parenle|parele, alto alto, deten|detener|detenga|detengan|detenerlo|detente
        ya? basta, ya? paren|pare|parenle|parale|parele, ya no mas, no mas|mas, nomas, ya no, ya? estuvo
        quitar|quiteme|borrar|borreme|eliminar|remover|suspender
        no me? moleste|molesten|molestes|molestar mas?, dejar de recibir
        dar|dame|deme|denme|darme|darse de baja, quiero|deseo|como darme|doy de baja, baja
        desuscribir|desuscribirme|desuscribirse|desinscribir|desinscribirme, cancelar suscripcion|suscripciones|mensajes
        numero|telefono equivocado|incorrecto|erroneo, es|este es? numero|telefono equivocado, se equivoco de numero?
        no me interesa, no estoy interesado|interesada, ya? callense|callate, larguense, suspender mensajes
    """,
    anywhere="""
        # dejen de, paren de: stop doing it
        deje|dejen|dejar|deja|dejenme|dejeme|paren|pare|parar|para|paran de mandar|mandarme|enviar|enviarme|escribir|escribirme
        deje|dejen|dejar|deja|dejenme|paren|pare|parar|para de molestar|molestarme|textear|textearme|contactar|contactarme
        deje|dejen|dejar|deja|dejenme|paren|pare|parar|para de llamarme|llamar|fastidiar|fregar|chingar|joder
        # no me manden: do not send me
        no me|nos mande|manden|mandes|envie|envien|envies|escriba|escriban|escribas|contacte|contacten
        no me|nos texteen|textee|textees|textien|texten|moleste|molesten|molestes|llame|llamen mas|otra|nunca|aqui?
        no mande|manden|envie|envien|escriba|escriban|texteen|molesten|contacten mas|a|otro|otra|mensajes|textos|nada|aqui
        # no quiero: I do not want
        no quiero|deseo|necesito|pedi|quisiera * mensajes|mensaje|mensajitos|textos|texto|sms|notificaciones|alertas|avisos
        no quiero|deseo|necesito * recibir|recibirlos|recibirlo|contacten|escriban|manden|texts
        no mas|mas|nomas * mensajes|mensaje|textos|sms|notificaciones|alertas|avisos|texts
        stop|parar|paren|pare|detener|detengan|suspender|suspendan|cancelar|cancelen * mensajes|textos|sms|alertas
        stop|parar|paren|pare|detener|detengan|suspender|suspendan|cancelar|cancelen * notificaciones|suscripcion
        # déjenme en paz, quítenme: leave me alone, take me off
        dejenme|dejeme|dejame|dejenos en paz|tranquilo|tranquila|solo|sola
        quitenme|quiteme|quitame|saquenme|saqueme|sacame|borrenme|borreme|eliminenme|elimineme de
        quiten|quite|borren|borre|eliminen|elimine|saquen|quitar|borrar|eliminar * numero|nombre|telefono|celular
        esta|estan|estas|se equivocado|equivocada|equivocados|equivoco de numero|persona|telefono
        tiene|tienen|tienes * numero|telefono equivocado, darme|denme|deme de baja
        lleguen|llegar|recibir mas mensajes, como * no * mensajes
    """,
)

NOT_STOP = Table(
    anywhere="""
        # the one who does not stop is somebody else
        no dejen|deje|paren|pare de buscar|buscarlo|buscarla|mandar|mandarme|avisar|avisarme|investigar
        el|ella|ellos|vecino|vecina|vecinos|musica|perro|perros|que|digale|diganle no? deje|dejen|pare|paren de
        no me deja|dejan en paz, que me deje|dejen en paz
        no me llego|llegan|han|ha|deja
    """,
)

VOCABULARY = Vocabulary(
    language="es",
    politeness="""
        por, favor, porfavor, porfa, xfavor, xfa, gracias, grasias, senor, senora, senorita, oficial, policia, ya, ahora, ahorita
        hola, buenos, buenas, dias, tardes, noches, disculpe, perdon, oiga, bueno, pues, muchas, chingado, carajo, pendejos, mierda
        cabrones, coño, puta, madre, pinche, inmediatamente, asi, mismo, nuevo, de, usted, ustedes, yo, dios, mio
    """,
    stop=STOP,
    stop_surveys=Table(
        anywhere="""
            no mas|mas|quiero|deseo|me|manden|envien * encuesta|encuestas|cuestionario
            no quiero|deseo|voy * contestar|responder|hacer|llenar * encuesta|encuestas, sin encuestas
            paren|parar|dejen|cancelar|stop|alto * encuesta|encuestas
        """,
        clause="no encuesta|encuestas",
    ),
    cancel=Table(clause="cancelar|cancela|cancele|cancelen|cancelado|canselar|fin|terminar|termine|cancelarlo|cancelalo"),
    cancel_call=Table(
        anywhere="""
            cancelar|cancele|cancelen|cancela|canselen * llamada|reporte|denuncia|policia|patrulla|oficial|caso|queja
            no manden|envien|necesito * policia|patrulla|oficial|nadie
        """,
    ),
    not_stop=NOT_STOP,
    start=Table(
        alone="si, empezar, comenzar, iniciar, inicio, reanudar, continuar, alta, suscribir, suscribirme, empiece, empiecen, comience",
        clause="""
            empezar|comenzar|iniciar de|otra nuevo|vez, reanudar|continuar mensajes, activar mensajes?, reactivar
            darme de alta, si quiero? mensajes?, si acepto, acepto
        """,
        anywhere="""
            quiero|deseo * mensajes|textos otra|de vez|nuevo, quiero|deseo volver a recibir, vuelvan|vuelva a mandarme|enviarme
            mandenme|envienme mensajes otra|de vez|nuevo
        """,
    ),
    help=Table(
        alone="ayuda, info, informacion, quien, que, mas informacion",
        clause="""
            quien es|eres|son|habla|llama usted|ustedes|este|esto?, quien me? escribe|manda|texteo|textea|mando|mensajea esto?
            que es esto|este|eso numero|mensaje?, de quien es este|el? numero|telefono?, de quien es, que significa esto?
            que quiere|quieren, es|esto|sera una? estafa|fraude|broma|robot, es esto? real|verdad, de donde me? escriben
            quienes son|es ustedes?, necesito|quiero mas? informacion, como funciona esto?, con quien hablo
        """,
        anywhere="necesito|quiero ayuda con|para, me puede|pueden|podria ayudar con|a",
    ),
    emergency=Table(
        clause="""
            auxilio|socorro|urgente|urgencia|emergencia|pistola|arma|armas|cuchillo|incendio|fuego|fuego fuego|balazos|balacera
            disparos|tiroteo|secuestro|rapido|apurense|apurate|peligro|suicidio|sangre|herido|herida, ayuda ayuda
        """,
        anywhere="""
            # ruegos: pleas
            ayudeme|ayudenme|ayudame|ayudenos|ayudennos|ayudanos|auxilio|socorro|salvenme|salveme|rescatenme
            necesito|necesitamos|quiero|ocupo ayuda|auxilio|policia|ambulancia|help ya|ahora|urgente|rapido|ahorita|por?
            por favor ayuda|help, ayuda por|ya|urgente|rapido favor?, help me|please
            llame|llamen|llama|llamar|hablen|hablenle|marquen|manden|mande|envien|envie|necesito|traigan * policia|patrulla
            llame|llamen|llama|marquen|hablen|manden|mande|envien|necesito * 911|ambulancia|ayuda|alguien|bomberos|oficial
            vengan|venga|ven * rapido|pronto|ya|ahora|urgente|por|ayuda, rapido por favor, apurense|apurate|dense prisa?
            # volvió, está aquí: he is back, he is here
            ya|el|ella|ex|esposo|marido|novio|hombre|otra|ese|me volvio|volvieron|regreso|regresaron|vino|vinieron|llego
            volvio|regreso|vino a|otra|el|mi|por|de entrar|vez|ex|esposo|novio|mi|nuevo, sigue|siguen aqui|afuera|ahi|adentro|golpeando
            esta|estan|anda|andan aqui|afuera|adentro|dentro|ahi|alli|acercandose|en, esta|estan * puerta|casa|ventana|cuarto|patio
            hay * alguien|hombre|gente|ladron|ladrones|intruso|tipo, alguien|ladrones|se * metio|metieron|entro|entraron|metiendo
            quiere|quieren|trata|tratan|tratando|intenta|intentando|estan|esta|queriendo de? entrar|meterse|entrando|metiendose|abrir
            tocando|golpeando|pateando|tumbando|rompiendo|rompio * puerta|ventana
            # armas: weapons
            pistola|pistolas|arma|armas|armado|armada|armados|cuchillo|navaja|machete|rifle|escopeta|gun|bomba
            balazo|balazos|balacera|disparo|disparos|dispararon|disparando|disparan|tiroteo|tiros|apunalaron|apunalo|apunalado
            # heridos: hurt
            matar|matarme|matarnos|matarla|matarlo|mata|mato|maten|asesinar|asesinarme|ahorcar|ahorcando|ahorcarme|asfixiando
            pegando|pega|pego|pegaron|golpeo|golpea|golpeando|golpearon|ahorco|violo|violaron|viola|violar|violarme|lastimo|lastimando
            ataco|atacando|atacaron|abuso|abusando|manoseo, me|nos|le amenaza|amenazo|amenazando|amenazaron|agredio|agrediendo
            sangrando|sangra|sangre|desangrando, herido|herida|heridos|lastimado|lastimada|inconsciente|inconciente
            no puedo|puede|podemos respirar, no respira|reacciona|despierta|responde, se desmayo|ahoga|ahogando|desvanecio
            infarto|ataque|derrame|convulsion|convulsiones|convulsionando|sobredosis, dolor de|en el? pecho
            # incendio: fire
            incendio|incendiando|llamas|lumbre|fuego, se|esta * quema|quemando|incendio|incendia, huele a gas|humo, fuga de gas, explosion
            # secuestro, hijos: held, taken
            secuestro|secuestraron|secuestrado|secuestrada|rehen|encerrada|encerrado|encerro|atrapada|atrapado
            llevo|llevaron|quito|robaron|falta|perdio|perdi * hijo|hija|hijos|bebe|nino|nina|ninos, no me deja salir|ir
            sigue|siguiendo|siguen|persigue|persiguiendo|acosando me?
            # miedo, suicidio: afraid, wants to die
            tengo|tenemos * miedo, asustada|asustado|aterrada|peligro
            quiero|quisiera|quiere|voy|deseo|prefiero a? morir|morirme|matarme|suicidarme|desaparecer|morirse, me quiero|voy a? morir|matar
            no quiero|quiere|tiene * vivir|vida, no aguanto|puedo mas, suicidar|suicidarme|suicidarse|suicidio|suicida
            quitarme|quitarse|acabar|terminar con? la|mi|todo vida?, hacerme|hacerse dano, cortarme, tome|tomo * pastillas
            # la palabra misma
            es|tengo|una|hay emergencia|urgencia, emergencia por|ayuda|urgente, urgente|urgentemente, es urgente
        """,
    ),
    not_emergency=Table(
        anywhere="""
            no es|fue|era|hay|tengo una|ninguna? emergencia|urgente|urgencia, sin emergencia|heridos|armas, no urgente
            sala|numero|linea|contacto|contactos de emergencia|emergencias, nadie * herido|herida|heridos|lastimado, no hay heridos|armas
            no estoy|esta|estan|hubo|hay|somos|tiene|traia|tenia herido|herida|heridos|lastimado|lastimada|armado|arma|armas|pistola
            gracias por|a * ayuda|ayudar|ayudarme|ayudarnos, su ayuda, no necesito|ocupo * ayuda|policia|ambulancia, ya me ayudaron
            volvio|regreso|llego a la|al? carcel|prision|trabajo|escuela, volvio|regreso la? luz|agua|internet
            perro|perra|gato|gata|luz|agua|carro|internet|policia|oficial ya? volvio|regreso|llego|vino, ya llego|llegaron|vino el|la|los oficial|policia|patrulla
            oficial|policia|patrulla|policias|oficiales ya? esta|estan|llego|llegaron aqui|afuera?, esta|estan aqui el|la|los oficial|policia
            fuego|fuegos artificial|artificiales, pistola de agua|juguete|clavos, me pego|golpeo * carro|atras|coche|troca|camioneta
            le pego|golpeo al|a * carro|coche|barda|cerca, se mato de, robaron|robo * pistola|arma, me mata|matan de|la|el
            no aguanto|puedo mas el|la|los|con * ruido|musica|perro|perros|vecinos, ataque al corazon no
            necesito|quiero|ocupo * numero|reporte|copia, esta|estan en la calle|esquina|carcel|tienda|yarda, esta bien
            la|el|calle|puerta esta ahi|alli|abierta|abierto, ataque de risa, no * prisa
        """,
    ),
)

"""Articles long enough for a long film, in three languages; written for the tests."""

from __future__ import annotations

from reprise.articles.article import Article
from tests.builders import heading, make_article

_ENGLISH = (
    "Every spring the same thing happened on the allotments behind the old brewery. Half of the seedlings died, and "
    "nobody could say why.",
    "The gardeners blamed the frost, the slugs and each other. Then Amal Haddad, who had kept a weather diary for "
    "eleven years, began to measure the soil instead of the air.",
    "Her notebook changed how forty families plant. What she found costs nothing and needs only a thermometer.",
    heading("The soil lags behind the air"),
    "A warm week in March tempts everyone into the garden. The ground below is still cold, because the earth stores "
    "the winter for weeks.",
    "On the allotments the air reached 18 degrees on the ninth of March. The soil, ten centimetres down, had 6 degrees "
    "on the same afternoon.",
    "Seeds that sit in cold mud rot before they grow. Beans need 10 degrees, and pumpkins do not move below 14.",
    "Haddad put one cheap thermometer into each of five beds. She read them every morning before breakfast and wrote "
    "the numbers on the shed door.",
    heading("Why beds differ"),
    "The five beds never agreed. The bed beside the brick wall was three weeks ahead of the one under the walnut tree.",
    "Brick gives back at night what it took from the sun by day. Shade from a tree keeps a bed cold long after the "
    "leaves have fallen, because its roots drink the water that would carry the warmth down.",
    "Sand warms faster than clay. A wet bed needs far more sun than a dry one, so drainage is worth more than any "
    "fertiliser.",
    "Two neighbours who shared one fence therefore planted on different days. Their harvest grew by a third in the "
    "first year, and neither of them bought a single new tool.",
    heading("What the diary showed"),
    "Eleven years of notes made a pattern visible. The last frost moved from the sixth of May to the twenty-third of "
    "April, while the soil warmed only four days earlier than before.",
    "The gap between warm air and cold ground has grown, and the old rules of thumb have stopped working. Planting by "
    "the calendar now fails in two years out of three.",
    "“I used to trust the date on the seed packet,” says Haddad. “Now I trust the number on the shed door.”",
    "The town’s gardening club copied her table in 2024. It covers 212 plots today, and the losses of seedlings have "
    "fallen from 48 percent to 15 percent.",
    heading("How to copy it"),
    "Buy a soil thermometer, which costs about 9 euros, and push it ten centimetres into the bed. Read it in the "
    "morning, when the ground is coldest.",
    "Write down the number for seven days. A bed is ready when the lowest of these numbers is higher than the plant "
    "needs.",
    "Cover cold beds with black fleece for two weeks. Fleece adds about 3 degrees, which is often all that a bed "
    "lacks.",
    "Share the numbers with your neighbours. One thermometer in each corner of an allotment tells more than ten in a "
    "single bed.",
    heading("What remains open"),
    "Nobody knows yet how deep the warming reaches. Haddad has buried three sensors at half a metre, and the town "
    "pays for their batteries.",
    "The club wants to publish a map in autumn. Anyone who reads a thermometer can add a bed to it.",
    heading("Conclusion"),
    "Good gardening begins below the surface. Whoever measures the soil before planting loses fewer seedlings than "
    "whoever trusts the calendar.",
    "The brewery closed long ago, but its yard is green again.",
)

_GERMAN = (
    "Jedes Frühjahr geschah in der Werkstatt am Kanal dasselbe. Die Räder kamen mit rostigen Ketten aus dem Keller, "
    "und die Schlange vor der Tür reichte bis zur Brücke.",
    "Die Mechanikerin Jule Brandt zählte drei Jahre lang mit, was wirklich kaputt war. Ihre Liste überraschte alle, "
    "die ein Fahrrad besitzen.",
    heading("Die Kette verrät alles"),
    "Von 640 Rädern hatten 410 nur eine trockene Kette. Eine trockene Kette frisst die Zahnräder, und neue Zahnräder "
    "kosten zehnmal so viel wie eine Flasche Öl.",
    "Ein sauberer Antrieb hält ungefähr 5.000 Kilometer. Ohne Pflege ist nach 1.500 Kilometern Schluss.",
    "Brandt empfiehlt einen alten Lappen und fünf Minuten Zeit. Zuerst wird die Kette trocken abgewischt, danach kommt "
    "ein Tropfen Öl auf jedes Glied.",
    "Überschüssiges Öl bindet den Staub der Straße. Deshalb gehört der Lappen am Ende noch einmal an die Kette.",
    heading("Der Luftdruck entscheidet"),
    "Jeder zweite Reifen hatte weniger als die Hälfte des richtigen Drucks. Ein weicher Reifen rollt schwer, bekommt "
    "Risse und schlägt am Bordstein durch.",
    "Auf der Flanke jedes Reifens steht der erlaubte Bereich. Schwere Fahrer nehmen den oberen Wert, leichte den "
    "unteren.",
    "Eine Standpumpe mit Anzeige kostet 25 Euro und steht zehn Jahre im Flur. Damit dauert das Aufpumpen weniger als "
    "eine Minute.",
    heading("Bremsen kündigen sich an"),
    "Bremsbeläge haben eine Rille, an der man den Verschleiß sieht. Ist die Rille verschwunden, schleift Metall auf "
    "Metall, und die Felge ist verloren.",
    "Ein Quietschen ist meistens harmlos. Ein Schaben dagegen verlangt sofort neue Beläge.",
    "In der Werkstatt kosten zwei Beläge mit Einbau 18 Euro. Eine neue Felge kostet mehr als 90 Euro, und das Rad "
    "steht eine Woche lang still.",
    heading("Licht und Schrauben"),
    "Ein Wackelkontakt am Rücklicht fällt niemandem auf, der vorne sitzt. Brandt lässt deshalb jeden Kunden einmal um "
    "das eigene Rad herumgehen.",
    "Lockere Schrauben am Gepäckträger waren der häufigste Grund für einen Sturz. Ein einziger Schlüssel mit fünf "
    "Millimetern genügt für fast alle von ihnen.",
    "Wer zweimal im Jahr alle Schrauben nachzieht, hört das Klappern gar nicht erst. Die Arbeit dauert kürzer als das "
    "Warten an der Brücke.",
    heading("Was die Liste verändert hat"),
    "Seit dem vergangenen Herbst hängt Brandts Liste an der Tür der Werkstatt. Die Zahl der Reparaturen ist um 38 "
    "Prozent gesunken, obwohl mehr Menschen kommen als früher.",
    "Die meisten Besucher pflegen ihr Rad nun selbst und leihen sich nur das Werkzeug. Zwei Schulen haben die Liste "
    "für ihren Unterricht übernommen.",
    "Die Werkstatt verdient trotzdem genug. Sie verkauft heute Kurse am Samstag, und jeder Kurs ist drei Wochen vorher "
    "ausgebucht.",
    heading("Fazit"),
    "Ein Fahrrad braucht wenig, aber das wenige regelmäßig. Wer im Frühjahr eine Stunde für Kette, Reifen und Bremsen "
    "aufbringt, fährt das ganze Jahr ohne Werkstatt.",
    "Am Kanal ist die Schlange seitdem kürzer geworden.",
)

_GREEK = (
    "Στο νησί κάθε καλοκαίρι τελείωνε το νερό. Οι δεξαμενές άδειαζαν τον Ιούλιο, και τα πλοία έφερναν νερό από την "
    "ηπειρωτική χώρα με μεγάλο κόστος.",
    "Η μηχανικός Ελένη Βλάχου μέτρησε για τέσσερα χρόνια πού χάνεται το νερό. Τα αποτελέσματα άλλαξαν ολόκληρο το "
    "δίκτυο.",
    heading("Το νερό χάνεται πριν φτάσει"),
    "Οι παλιοί σωλήνες έχαναν το 43 % του νερού κάτω από τους δρόμους. Καμία βρύση δεν έσταζε, γι’ αυτό κανείς δεν "
    "έβλεπε τη ζημιά.",
    "Η Βλάχου τοποθέτησε 28 μετρητές στις γειτονιές του λιμανιού. Οι μετρητές στέλνουν κάθε νύχτα τη ροή του νερού, "
    "όταν όλοι κοιμούνται.",
    "Μια ροή που δεν πέφτει ποτέ στο μηδέν σημαίνει διαρροή. Έτσι βρέθηκαν έξι μεγάλες τρύπες μέσα σε έναν μήνα.",
    heading("Οι στέγες είναι δεξαμενές"),
    "Κάθε στέγη του νησιού μαζεύει βροχή τον χειμώνα. Μια στέγη με εκατό τετραγωνικά μέτρα δίνει περίπου 40 κυβικά "
    "μέτρα νερό τον χρόνο.",
    "Τα παλιά σπίτια είχαν στέρνα στην αυλή. Οι νέοι ιδιοκτήτες τις γέμισαν με χώμα και έβαλαν γλάστρες από πάνω.",
    "Ο δήμος πλήρωσε τον καθαρισμό για 75 στέρνες. Σήμερα ποτίζουν τους κήπους χωρίς να αγγίζουν το δίκτυο.",
    heading("Τα ξενοδοχεία μετρούν"),
    "Τα ξενοδοχεία χρησιμοποιούσαν το μισό νερό του Αυγούστου. Ένας επισκέπτης ξοδεύει τρεις φορές περισσότερο από "
    "έναν κάτοικο.",
    "Δώδεκα ιδιοκτήτες συμφώνησαν να δείχνουν την κατανάλωση σε κάθε δωμάτιο. Η κατανάλωση έπεσε κατά 22 % μέσα στην "
    "πρώτη σεζόν.",
    "Οι επισκέπτες δεν παραπονέθηκαν. Πολλοί ζήτησαν να μάθουν πώς λειτουργεί ο μετρητής στο σπίτι τους.",
    heading("Το κόστος και το κέρδος"),
    "Οι μετρητές και οι επισκευές κόστισαν 310 χιλιάδες ευρώ. Τα πλοία με το νερό κόστιζαν 190 χιλιάδες ευρώ κάθε "
    "καλοκαίρι.",
    "Το έργο ξεπληρώθηκε σε λιγότερο από δύο χρόνια. Ο δήμος ξοδεύει τώρα τα χρήματα για νέους σωλήνες στο χωριό του "
    "βουνού.",
    "Τρία γειτονικά νησιά αντέγραψαν το σχέδιο. Η Βλάχου τους έδωσε τους πίνακες και τα λάθη της μαζί.",
    heading("Τι μένει να γίνει"),
    "Το χωριό του βουνού έχει ακόμα σωλήνες από το 1962. Η αντικατάσταση θα κρατήσει δύο χειμώνες, επειδή ο δρόμος "
    "είναι στενός.",
    "Κάθε σχολείο του νησιού διαβάζει έναν μετρητή. Τα παιδιά βρίσκουν τις διαρροές πιο γρήγορα από τους μεγάλους.",
    "Οι αγρότες δοκιμάζουν καλλιέργειες που αντέχουν στην ξηρασία. Η φακή και το αμπέλι χρειάζονται το ένα τρίτο του "
    "νερού της ντομάτας.",
    heading("Συμπέρασμα"),
    "Το νερό του νησιού ήταν πάντα αρκετό, αλλά κανείς δεν το μετρούσε. Όποιος μετράει τη νύχτα, πίνει το καλοκαίρι.",
)


def allotments(**changes: object) -> Article:
    """An English feature of some 600 words with five sections and a conclusion."""
    return make_article("Measure the soil, not the air", *_ENGLISH, **changes)


def bicycles() -> Article:
    """A German one."""
    return make_article("Was 640 Fahrräder verraten", *_GERMAN, language="de")


def island() -> Article:
    """A Greek one."""
    return make_article("Το νησί που μέτρησε το νερό του", *_GREEK, language="el")


def unbroken() -> Article:
    """The English one without a heading."""
    return make_article("Measure the soil, not the air", *(block for block in _ENGLISH if isinstance(block, str)))

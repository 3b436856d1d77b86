//! Words that many names have, so that they tell little about whose name it is: trades, kinds of organisations, directions,
//! family names, towns of which there are many.
//!
//! They are argued from what such words mean and not counted in one list: in a list of 300 companies every *Smith* is rare.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Whether many unrelated companies have this word in their name. It is folded.
pub(super) fn is_common(word: &str) -> bool {
    static COMMON: LazyLock<HashSet<&str>> =
        LazyLock::new(|| [GENERAL, TRADES, PEOPLE, PLACES].into_iter().flat_map(str::split_ascii_whitespace).collect());
    let is_short = word.chars().nth(2).is_none();
    let is_number = word.bytes().all(|sign| sign.is_ascii_digit());
    is_short || is_number || COMMON.contains(word) || word.strip_suffix('s').is_some_and(|one| COMMON.contains(one))
}

/// Whether it is the name of people and nothing else. It is folded.
pub(super) fn is_family(word: &str) -> bool {
    static FAMILIES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let others: HashSet<&str> =
            [GENERAL, TRADES, PLACES].into_iter().flat_map(str::split_ascii_whitespace).collect();
        PEOPLE.split_ascii_whitespace().filter(|word| !others.contains(word)).collect()
    });
    FAMILIES.contains(word)
}

/// Words that only link others.
pub(super) fn is_link(word: &str) -> bool {
    const LINKS: [&str; 30] = [
        "a", "al", "at", "da", "das", "de", "del", "della", "der", "des", "di", "die", "do", "dos", "du", "el", "for",
        "fur", "in", "la", "le", "les", "of", "on", "pour", "the", "to", "van", "von", "zu",
    ];
    LINKS.binary_search(&word).is_ok()
}

/// Kinds of organisations, what they say of themselves, colours, directions, numbers.
const GENERAL: &str = "\
    academy advanced advantage affiliates agency alliance allied all alpha alpine american anchor apex asset assets associate \
    association atlantic atlas authority bank base bay best black blue board bridge bright british brother brothers bureau \
    business butler canyon capital care cedar central centre center century champion chamber choice church circle citizens \
    city classic clear club coast college commission committee commercial commonwealth communication communications community \
    complete concept concepts connect consolidated consultant consultants consulting coop cooperative core council county \
    court creative credit crest cross crown crystal custom customer dash data delta department design development diamond \
    digital direct district diversified division dynamic eagle earth east eastern easy eco edge elite emerald empire \
    enterprise enterprises equity establishment euro european europe every excel excellence executive expert experts express \
    federal federation finance financial first fitness five forest fort foundation four free fresh friends frontier full fund \
    future gateway general gilde global gold golden good grand great green grey group guild gulf harbor harbour heart heritage \
    high highland hill hillcrest hills hillside holding holdings home horizon hotel house hub human hundred ideal image imperial independent \
    industrial industries industry infinity information innovation innovations innovative insight institute institution \
    integrated integrity inter interactive interior international internet investment investments island key king kings lake \
    land landmark lead leader leading league legacy liberty life light link lion little local logic main major management \
    maple maritime market master masters matrix max media mega mercury meridian metro metropolitan micro mid middle midland \
    midwest mini mission mobile modern monument motion mountain mutual national native natural nature net network networks new \
    next nine noble north northeast northern northwest nova oak ocean office official old olympic one online open optimum \
    option options orange orbit organisation organization origin our pacific palm panorama paradise parish park partner \
    partners partnership patriot peak people performance phoenix pine pinnacle pioneer planet plus point polar port power \
    prairie precision preferred premier premium pride prima prime pro professional professionals professional project projects \
    prosper public pure quality quest quick rapid real red regal regency region regional reliable reliance resource resources \
    ridge right rise river road rock rocky rose royal safe saint sales sanctuary select senior service services seven shore \
    signature silver simple six sky smart society solution solutions source south southeast southern southwest special \
    specialist specialists specialty spirit spring springs square standard star state state states sterling stone store \
    strategic strategies strategy studio studios style success summit sun sunrise sunset superior supreme sure swift synergy \
    system systems target task team tech technical technologies technology ten ten third three top total town township trade \
    traditional trans transition tri tribe tribune trinity triple true trust twin two union unique united unity universal \
    university upper urban valley value vanguard vector venture ventures victory view villa village vision vista vital wave way \
    west western white whole wide wild wise wood woods works world worldwide xpress young zone gesellschaft gruppe verein sons son fils sohne soehne hijos hermanos figli fratelli zonen zoon soner \
    stadt gemeinde groupe societe grupo sociedad gruppo societa compagnie ville ministry ministere ministerio \
    universidad universidade universita universitas universitat universite polytechnic politecnica politecnico politechnika \
    polytechnique tecnologica tecnologico hochschule fachhochschule instituto istituto institut escuela escola ecole scuola colegio \
    colegiu nacional nacionale nazionale nationale norte norden sud sul";

/// What companies do and make.
const TRADES: &str = "\
    accountancy accountant accountants accounting advertising advisor advisors advisory adviser advisers air aircraft \
    animal appliance appraisal architect architects architectural architecture art arts attorney attorneys auction auto \
    automation automotive aviation bakery bar barber beauty beer beverage bike boat body book bookkeeping books boutique brewery \
    brewing brick broker brokerage brokers build builder builders building buildings cabinet cafe car cardiology cargo carpet \
    carpentry carrier cars casino catering chemical chemicals child children chiropractic chiropractor christian cinema civil \
    claims cleaner cleaners cleaning clinic clinical clinics cloud clothing coach coaching coating coatings coffee collective \
    communications component components computer computers computing concrete construction constructions constructors \
    container contracting contractor contractors controls cosmetic counseling courier craft dairy dance day deli delivery \
    dental dentist dentistry dentists dermatology designs designer diagnostic diagnostics distributing distribution \
    distributor distributors doctor doctors door doors drilling driving early education educational electric electrical \
    electronic electronics elementary elevator employment energy engine engineer engineering engineers entertainment \
    environment environmental equipment escrow estate estates event events excavating excavation exchange export eye fabrication \
    facilities facility family farm farmers farms fashion feed fiber film fire fish fisheries flight floor flooring florist \
    flower flowers food foods forestry foundry framing freight fuel funeral furniture gallery game games garage garden gardens \
    gas gear gifts glass golf goods grain granite graphic graphics grill grocery gym hair hardware health healthcare \
    hearing heating hospice hospital hospitality hotels housing hvac imaging import imports infrastructure inn inspection \
    installation instruments insulation insurance interiors invest investigations investors iron irrigation jewelers jewellery \
    jewelry kennel kids kitchen kitchens lab laboratories laboratory labs landscape landscapes landscaping laundry law lawn \
    lawyer lawyers learning leasing legal leisure lending library lighting linen liquor living lodge loan loans locksmith \
    logistic logistics lumber machine machinery machining mail maintenance manufacturer manufacturers manufacturing marble marina \
    marine marketing martial masonry massage materials math meat mechanical medical medicine mental metal metals mill \
    milling mills mining ministries mold montessori mortgage motel motor motors movers moving museum music nail nursery nursing \
    nutrition oil oncology optical optics optometry organic orthodontic orthodontics orthopaedic orthopaedics orthopedic \
    orthopedics outdoor packaging paint painters painting paper parking parts party paving payroll pediatric pediatrics personnel \
    pest pet petroleum pets pharma pharmaceutical pharmaceuticals pharmacy photo photography physical physicians physiotherapy \
    pizza plant plants plastic plastics plumbing podiatry pool pools post poultry powder practice preschool press print printers \
    printing process processing produce product production productions products program programs promotions properties \
    property protection psychology pub publishers publishing pump pumps radiology radio rail ranch realtors realty recovery \
    recreation recruiting recruitment recycling refrigeration rehab remodeling renovation rental rentals repair repairs research \
    residences residential restaurant restaurants restoration retail retirement roofing rubber salon salvage school schools \
    science sciences seafood security self shipping shoe shoes shop shops sign signs skin software solar spa sport sports staffing \
    steel storage structural student supplies supply support surgery surgical surveying surveyors table tattoo tavern tax taxi \
    tea telecom telecommunications television textile textiles theater theatre therapy tile timber tire tires title tool tooling \
    tools tour tours towing toy toys track trading traders trailer trailers training transfer transit transport transportation travel tree \
    truck trucking trucks upholstery utilities utility vacation van vehicle vending vet veterinary video vineyard vineyards \
    wall warehouse warehousing waste watch water wealth wear web wedding weld welding wellness wholesale wind window windows \
    wine winery wines wire wireless woodworking woodworks workforce workshop yoga youth baptist catholic lutheran methodist \
    presbyterian orthodox episcopal analytics distillers textiles informatique informatik informatica systeme systemes sistemas \
    sistemi servicios servizi soluciones consultores consultoria conseils transports transportes trasporti logistik logistiek \
    logistica rederi bygg bouw bouwbedrijf costruzioni construcciones engenharia ingenieria ingenierie ingenieure medien druck \
    mobel backerei boulangerie boucherie panaderia padaria bakkerij piekarnia menuiserie spedition zahnarzt zahnarztpraxis treuhand \
    cantina bodegas officine energie sante salud bau hochbau tiefbau strassenbau handel dienstleistungen immobilien verlag praxis apotheke \
    technik autohaus elektro maschinenbau metallbau stadtwerke sparkasse volksbank steuerberatung rechtsanwalte conseil batiment";

/// Family and given names that companies are called by.
const PEOPLE: &str = "\
    abbott adam adams ahmed alexander allen anderson andrews andrew anna anthony archer armstrong arnold arthur atkinson austin \
    bailey baker baldwin ball banks barber barker barnes barnett barrett barry barton bates bauer beck becker bell bennett berg \
    berry bishop blair blake bond booth bowen boyd bradley brady brandt brennan brewer briggs brooks brown bruce bryan bryant \
    buck burgess burke burns burton bush byrne cameron campbell carlson carpenter carr carroll carson carter chan chandler \
    chang chapman charles chavez chen cheng cho christensen clark clarke clay clayton cohen cole coleman collins conner connor \
    cook cooper costa cox craig crawford cruz cunningham curtis dale daniel daniels david davidson davies davis dawson day dean \
    diaz dickson dixon douglas doyle drake dubois duncan dunn edward edwards elliott ellis erickson evans fernandez ferguson \
    ferrari fischer fisher fitzgerald fleming fletcher flynn ford foster fowler fox francis frank franklin fraser frazier freeman \
    fuller garcia gardner george gibbs gibson gilbert gill gomez gonzales gonzalez goodman gordon graham grant gray green greene \
    griffin griffith grove gupta hall hamilton hansen hanson harding hardy harper harris harrison hart harvey hawkins hayes \
    henderson henry hernandez hicks hoffman hoffmann holland holmes holt hopkins horton howard howell huang hudson huber hughes \
    hunt hunter jackson jacob jacobs james jansen janssen jean jenkins jensen jessica jimenez joe john johns johnson johnston jones \
    jordan joseph kaplan keith keller kelley kelly kennedy kerr khan kim king klein knight koch kowalski kumar lambert lane larsen larson \
    lawrence lawson lee lehmann leonard lewis li lin lindsay liu lloyd logan long lopez lucas luke lynch lynn macdonald mackay mark marshall \
    martin martinez mary mason matthew matthews may mccarthy mcdonald mckenzie mendoza mercer meyer michael miller mills mitchell \
    moore morales moreau moreno morgan morris morrison morton mueller muller murphy murray myers nash neil nelson newman newton \
    nguyen nicholas nichols nielsen norman norris novak obrien oconnor oliver olsen olson oneill ortiz owen owens page palmer park \
    parker parsons patel patrick patterson paul pearson perez perkins perry peter peters petersen peterson phillips pierce porter \
    potter powell price quinn ramirez ramos ray reed reid reyes reynolds rice richard richards richardson riley rivera robert \
    roberts robertson robin robinson rodriguez rogers romero rossi rowe roy russell ryan sam samuel sanchez sanders santos saunders \
    schmidt schmitt schneider schulz schultz schwartz scott sharma shaw shelton silva simmons simon simpson singh smith snyder \
    spencer stanley stein stephens stevens stevenson stewart sullivan sutton tan tanaka taylor thomas thompson thomson todd torres tucker turner tyler \
    vargas vaughn vincent wagner walker wallace walsh walter walters wang ward warner warren washington watkins watson watts weaver \
    webb weber webster weiss welch wells wheeler white wilkinson williams williamson willis wilson wolf wong wood wright wu \
    yamamoto yang york young zhang zimmerman \
    bakker bauer baumann bergmann bernard bertrand bianchi blanc boucher bouchard braun brunner caron colombo conti dupont durand \
    engel esposito fontaine fournier franke friedrich fuchs gagnon gallo gauthier girard graf greco gross haas hahn heinrich herrmann \
    hofer hoffmann hofmann horn huber jager janssens jung kaiser kaufmann keller kohler konig kramer krause kruger kuhn lambert lang \
    lange laurent lefebvre legrand lemaire leroy lorenz ludwig maier mancini marchand marino martel mayer meier mercier meyer michaud \
    michel moretti morin neumann otto pelletier peeters pfeiffer pichler poirier richter ricci riva romano rousseau roussel roth roux sauer \
    schafer schmid scholz schreiber schroder schubert schulte schulze schuster simonet sommer steiner tremblay visser vogel vogt voss \
    weis werner winkler winter wolff ziegler suzuki sato takahashi watanabe ito kobayashi nakamura yoshida singh kaur gupta sharma";

/// Towns and countries that stand in the names of many.
const PLACES: &str = "\
    africa africa albany alexandria america arlington ashland asia athens atlanta auburn aurora australia austria bedford belgium \
    berlin birmingham boston boulder brazil brighton bristol britain brussels burlington california cambridge canada canton charleston \
    chester chicago china clayton cleveland clinton columbia columbus concord dallas dayton denmark denver dover dublin durham dusseldorf england \
    essex fairfield fairview florence florida france frankfurt georgetown georgia germany glasgow greenville greenwood hamburg hampton \
    hartford houston hudson india ireland italy jackson jacksonville japan jefferson kent kingston koln lakewood lancaster lawrence \
    lebanon leeds lexington lincoln liverpool london louisville madrid madison manchester marion melbourne mexico miami michigan milan \
    milford milton minnesota monroe montreal mumbai munchen munich nashville netherlands newport norfolk norway norwich ohio orlando oxford \
    paris perth philadelphia plymouth poland portland portsmouth quebec reading richmond riverside rochester rome salem scotland seattle \
    sheffield singapore spain springfield stuttgart sweden switzerland sydney texas tokyo toronto troy uk usa utah vancouver vernon \
    vienna virginia wales warwick wien wilmington winchester windsor worcester york zurich \
    buffalo centerville eureka farmington glendale hillsboro oakland princeton sharon waterloo wellington westport";

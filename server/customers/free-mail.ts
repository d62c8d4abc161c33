/** Names that a provider uses under many top-level domains: yahoo.co.uk, hotmail.es … */
const families = new Set(
  'aol gmx hotmail icloud live msn outlook protonmail rediffmail tutanota web yahoo yandex ymail'.split(' '),
)

const providers = new Set(
  `126.com 139.com 163.com 189.cn 21cn.com 263.net abv.bg alice.it aliyun.com arcor.de att.net bellsouth.net bigpond.com
  bk.ru bluewin.ch bol.com.br btinternet.com centrum.cz charter.net chello.at comcast.net cox.net daum.net duck.com
  earthlink.net email.com email.cz fastmail.com fastmail.fm foxmail.com free.fr freemail.hu freenet.de fuse.net globo.com
  gmail.com gmx.net googlemail.com hanmail.net hey.com home.nl hushmail.com ig.com.br iinet.net.au inbox.com inbox.lv
  inbox.ru interia.pl juno.com kakao.com kolabnow.com kpnmail.nl laposte.net latinmail.com libero.it list.ru
  lycos.com mac.com mail.bg mail.com mail.de mail.ee mail.ru mailbox.org mailfence.com mailinator.com me.com
  naver.com netscape.net netzero.net neuf.fr ntlworld.com o2.pl online.no onet.pl onmail.com optonline.net
  optusnet.com.au orange.fr pec.it planet.nl pm.me post.cz posteo.de posteo.net proton.me protonmail.com ptd.net
  qq.com quicknet.nl rambler.ru rocketmail.com rogers.com runbox.com sapo.pt sbcglobal.net seznam.cz sfr.fr shaw.ca
  sina.cn sina.com sky.com skynet.be sohu.com startmail.com swissonline.ch sympatico.ca talktalk.net telefonica.net
  telenet.be telia.com terra.com terra.com.br terra.es tim.it tiscali.it t-online.de tuta.com tuta.io tutamail.com
  ukr.net uol.com.br verizon.net videotron.ca vip.qq.com virgilio.it virginmedia.com vodafone.it vodamail.co.za
  volny.cz wanadoo.es wanadoo.fr windstream.net wp.pl xs4all.nl xtra.co.nz yeah.net ziggo.nl zipmail.com.br zoho.com
  zohomail.com ya.ru ya.com
  10minutemail.com discard.email dispostable.com fakeinbox.com getnada.com grr.la guerrillamail.com maildrop.cc
  mailnesia.com mintemail.com mohmal.com mytemp.email sharklasers.com temp-mail.org tempmail.dev throwawaymail.com
  trashmail.com trashmail.de yopmail.com yopmail.fr`.split(/\s+/),
)

/**
 * Whether anybody can have an address under this domain (R13), so that it identifies no company. Our own short list of the
 * providers people meet: a flag for the partner's administrator to look at, never a refusal, so a gap costs little.
 */
export function isFreeMail(domain: string): boolean {
  const name = domain.trim().toLowerCase()
  if (providers.has(name)) return true
  const [first = '', ...rest] = name.split('.')
  // yahoo.com, yahoo.es, yahoo.com.br, but not yahoo.example.org
  return families.has(first) && rest.length > 0 && rest.every((part) => part.length <= 3)
}

type Texts = [name: string, description: string]
type Entitlement = { id: string; group: 'support' | 'commerce'; en: Texts; es: Texts }

/** What people know such things as. */
export const entitlements: Entitlement[] = [
  {
    id: 'support.cases',
    group: 'support',
    en: ['Support cases', 'Open cases with the support centre, follow and update them.'],
    es: ['Casos de soporte', 'Abrir casos en el centro de soporte, seguirlos y actualizarlos.'],
  },
  {
    id: 'software.download',
    group: 'support',
    en: ['Software download', 'Download releases and patches for covered products.'],
    es: ['Descarga de software', 'Descargar versiones y parches de los productos con cobertura.'],
  },
  {
    id: 'support.documentation',
    group: 'support',
    en: ['Restricted documentation', 'Design guides and release notes that are not public.'],
    es: ['Documentación restringida', 'Guías de diseño y notas de versión que no son públicas.'],
  },
  {
    id: 'support.bug_search',
    group: 'support',
    en: ['Bug search', 'Search known defects, with workarounds and the releases that fix them.'],
    es: ['Búsqueda de defectos', 'Buscar defectos conocidos, cómo evitarlos y qué versiones los corrigen.'],
  },
  {
    id: 'support.advisories',
    group: 'support',
    en: ['Security advisories', 'Early notice of vulnerabilities, for the products you run.'],
    es: ['Avisos de seguridad', 'Aviso temprano de vulnerabilidades de los productos que usa.'],
  },
  {
    id: 'support.returns',
    group: 'support',
    en: ['Returns (RMA)', 'Request replacement hardware and track the shipment.'],
    es: ['Devoluciones (RMA)', 'Pedir equipos de sustitución y seguir el envío.'],
  },
  {
    id: 'support.training',
    group: 'support',
    en: ['Training library', 'Courses on demand and their certificates.'],
    es: ['Biblioteca de formación', 'Cursos a la carta y sus certificados.'],
  },
  {
    id: 'commerce.orders',
    group: 'commerce',
    en: ['Order status', 'See orders, delivery dates and shipments.'],
    es: ['Estado de pedidos', 'Ver pedidos, fechas de entrega y envíos.'],
  },
  {
    id: 'commerce.quotes',
    group: 'commerce',
    en: ['Quotes', 'Ask for quotes and turn them into orders.'],
    es: ['Ofertas', 'Pedir ofertas y convertirlas en pedidos.'],
  },
  {
    id: 'commerce.licences',
    group: 'commerce',
    en: ['Licences', 'Activate, move and return software licences.'],
    es: ['Licencias', 'Activar, trasladar y devolver licencias de software.'],
  },
  {
    id: 'commerce.contracts',
    group: 'commerce',
    en: ['Contract details', 'Which device is covered by which contract, and until when.'],
    es: ['Detalles de contratos', 'Qué equipo cubre cada contrato y hasta cuándo.'],
  },
  {
    id: 'commerce.invoices',
    group: 'commerce',
    en: ['Invoices', 'Copies of invoices and credit notes.'],
    es: ['Facturas', 'Copias de facturas y abonos.'],
  },
]

const ids = entitlements.map(({ id }) => id)

export const contractTypes = [
  {
    key: 'gold',
    name: 'Gold partner support',
    description: 'The partner sells support under its own brand and sponsors its customers’ access to everything.',
    qualifiesSponsoring: true,
    qualifiesSupportService: true,
    entitlements: ids,
  },
  {
    key: 'silver',
    name: 'Silver partner support',
    description: 'Own-brand support with the usual access: cases, software, documentation, order status.',
    qualifiesSponsoring: true,
    qualifiesSupportService: false,
    entitlements: [
      'support.cases',
      'software.download',
      'support.documentation',
      'support.bug_search',
      'support.advisories',
      'commerce.orders',
      'commerce.contracts',
    ],
  },
  {
    key: 'service',
    name: 'Partner support service',
    description: 'Bought for one end customer: the partner sees what is installed there and what is covered.',
    qualifiesSponsoring: false,
    qualifiesSupportService: true,
    entitlements: [],
  },
  {
    key: 'resale',
    name: 'Resale only',
    description: 'The partner resells; support comes from the vendor. Nobody can be sponsored under it.',
    qualifiesSponsoring: false,
    qualifiesSupportService: false,
    entitlements: [],
  },
] as const

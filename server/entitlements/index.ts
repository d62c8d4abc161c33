export { type CatalogueEntry, catalogue } from './catalogue.ts'
export { ceilingOf } from './ceiling.ts'
export { type Impact, impactOf } from './impact.ts'
export { impactAnswer } from './impact.answer.ts'

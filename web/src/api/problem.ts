export { ApiProblem, type FieldProblem, problemOf } from '@partnergate/client'

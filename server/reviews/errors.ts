import { defineProblems } from '../platform/http/problem.ts'

export const errors = defineProblems({
  review_empty: [409, 'There is nothing to review in this scope'],
  review_over: [409, 'This access review is over'],
  review_not_closed: [409, 'The record is made when the review is closed'],
  review_unknown_customer: [400, 'One of the customers is not this partner’s'],
  review_unknown_partner: [400, 'One of the partners does not exist'],
  review_customers_need_one_partner: [400, 'Customers can be chosen for a review of one partner only'],
  too_many_rows: [400, 'There are more rows than the file may hold'],
})

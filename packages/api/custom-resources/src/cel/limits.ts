/** The cost limit of one evaluation: about a tenth of a second upstream (pkg/apis/cel/config.go). */
export const perCallLimit = 1_000_000;
/** The cost limit of all rules of one object together. */
export const runtimeCostBudget = 10_000_000;
/** The limit on the estimated cost of one rule, times how often it can apply. */
export const estimatedRuleCostLimit = 10_000_000;
/** The limit on the estimated cost of all rules of a schema together. */
export const estimatedSchemaCostLimit = 100_000_000;
/** The maximum length of the result of a messageExpression, in bytes of UTF-8. */
export const longestMessageBytes = 5 * 1024;

/** What one evaluation of a rule may cost: about a tenth of a second upstream (pkg/apis/cel/config.go). */
export const perCallLimit = 1_000_000;
/** What all rules of one object may cost together. */
export const runtimeCostBudget = 10_000_000;
/** What one rule of a definition may be estimated to cost, times how often it can apply. */
export const estimatedRuleCostLimit = 10_000_000;
/** What all rules of a schema may be estimated to cost together. */
export const estimatedSchemaCostLimit = 100_000_000;
/** The most bytes of UTF-8 that a messageExpression may answer. */
export const longestMessageBytes = 5 * 1024;

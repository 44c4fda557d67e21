/** metav1.Time: RFC 3339 in UTC, in whole seconds, such as `2025-08-27T10:00:00Z`. */
export type Time = string;

/** metav1.MicroTime: RFC 3339 in UTC with six decimals, such as `2025-08-27T10:00:00.000000Z`. */
export type MicroTime = string;

/** resource.Quantity: an amount with a suffix or an exponent, such as `500m`, `1Gi` or `2e3`. */
export type Quantity = string;

/** intstr.IntOrString: a number, or a name or percentage, such as `80`, `http` or `25%`. */
export type IntOrString = number | string;

/** How much of the time one Service's pods may be looked at while they change one after the other: nothing waits for it. */
export const observationShare = 0.04;

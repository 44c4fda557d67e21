/** The share of time spent on reading one Service's pods while they change one by one. Low, since endpoints are not urgent. */
export const observationShare = 0.04;

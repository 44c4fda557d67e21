export { FakeClock } from "./fake-clock.js";
export { seededRandom } from "./seeded-random.js";
export type { ClosableStore, StoreFactory, StoreSetup, TestRunner } from "./store-suite/scenario.js";
export { describeStore } from "./store-suite.js";

export { ControllerProcess, type ControllerProcessOptions } from "./controller-process.js";
export { FakeClock } from "./fake-clock.js";
export { ScriptedStore, type StoreCall, type StoreFault, summarizeCall } from "./scripted-store.js";
export { seededRandom } from "./seeded-random.js";
export type { ClosableStore, StoreFactory, StoreSetup, TestRunner } from "./store-suite/scenario.js";
export { describeStore } from "./store-suite.js";

import type { Clock } from "../../environment/clock.js";
import type { RandomSource } from "../../environment/random-source.js";
import type { Store } from "../../store/store.js";
import { FakeClock } from "../fake-clock.js";
import { seededRandom } from "../seeded-random.js";

/** The two functions of a test runner that the suite needs. */
export interface TestRunner {
  describe(name: string, body: () => void): void;
  it(name: string, body: () => Promise<void>): void;
}

/** What a store under test must be made of. */
export interface StoreSetup {
  readonly clock: Clock;
  readonly random: RandomSource;
  /** How many commits watches can lag behind; only set where a test is about that. */
  readonly watchHistoryLimit?: number;
}

/** A store under test. */
export type ClosableStore = Store & { close(): Promise<void> };

/** Opens an empty store. Namespaces need not exist in it, or the objects' namespaces are `a`, `b` and `c`. */
export type StoreFactory = (setup: StoreSetup) => Promise<ClosableStore>;

/** What a test of the suite works with. */
export interface StoreCase {
  readonly store: ClosableStore;
  readonly clock: FakeClock;
}

/** Declares one test on a store of its own, which is closed in the end. */
export type Scenario = (
  title: string,
  body: (given: StoreCase) => Promise<void>,
  options?: { readonly watchHistoryLimit?: number },
) => void;

/** The Scenario of one kind of store. */
export function createScenario(open: StoreFactory, runner: TestRunner): Scenario {
  return (title, body, options = {}) => {
    runner.it(title, async () => {
      const clock = new FakeClock();
      const store = await open({ clock, random: seededRandom(1), ...options });
      try {
        await body({ store, clock });
      } finally {
        await store.close();
      }
    });
  };
}

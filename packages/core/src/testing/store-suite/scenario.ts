import type { Clock } from "../../environment/clock.js";
import type { RandomSource } from "../../environment/random-source.js";
import type { Store } from "../../store/store.js";
import { FakeClock } from "../fake-clock.js";
import { seededRandom } from "../seeded-random.js";

/** The two functions of a test runner that the suite uses. */
export interface TestRunner {
  /** Groups the tests that `body` declares. */
  describe(name: string, body: () => void): void;
  /** Declares a test, which fails if `body` rejects. */
  it(name: string, body: () => Promise<void>): void;
}

/** What a store under test has to be created with. */
export interface StoreSetup {
  /** The clock that the store must use; the suite advances it. */
  readonly clock: Clock;
  /** The source of randomness that the store must use for UIDs and generated names. */
  readonly random: RandomSource;
  /** How many commits watches may lag behind; only set by tests of that limit. */
  readonly watchHistoryLimit?: number;
}

/** A store under test. */
export type ClosableStore = Store & { close(): Promise<void> };

/** Opens an empty store. It either does not require namespaces to exist, or has the namespaces `a`, `b` and `c`. */
export type StoreFactory = (setup: StoreSetup) => Promise<ClosableStore>;

/** What a test of the suite is given. */
export interface StoreCase {
  readonly store: ClosableStore;
  readonly clock: FakeClock;
}

/** Declares one test with a store of its own, which is closed at the end. */
export type Scenario = (
  title: string,
  body: (given: StoreCase) => Promise<void>,
  options?: { readonly watchHistoryLimit?: number },
) => void;

/** Creates the Scenario function for a store. */
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

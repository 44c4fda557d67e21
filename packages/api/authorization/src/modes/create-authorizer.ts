import {
  type Clock,
  checkOptions,
  consoleLogger,
  type KubernetesObject,
  type Logger,
  type OptionRules,
  optionRules,
  type RandomSource,
  type Store,
  systemClock,
  systemRandom,
} from "@engenho/core";
import type { Authorizer } from "@engenho/registry";
import { NodeAuthorizer } from "../node/node-authorizer.js";
import { RbacAuthorizer } from "../rbac/rbac-authorizer.js";
import { followStore } from "../store/follow-store.js";
import type { FollowingAuthorizer } from "../store/following-authorizer.js";
import { WebhookAuthorizer, type WebhookModeOptions } from "../webhook/webhook-authorizer.js";
import { alwaysAllow, alwaysDeny, privilegedUsers } from "./constant-authorizers.js";
import { Union } from "./union.js";

/** An authorization mode, by its name in `--authorization-mode`. */
export type AuthorizationMode = "AlwaysAllow" | "AlwaysDeny" | "Node" | "RBAC" | "Webhook";

/** All authorization modes. */
export const authorizationModes: readonly AuthorizationMode[] = [
  "AlwaysAllow",
  "AlwaysDeny",
  "Node",
  "RBAC",
  "Webhook",
];

/** Options of {@link createAuthorizer}. */
export interface AuthorizerOptions {
  /** The modes in the order in which they are asked. At least one, each once. */
  readonly modes: readonly AuthorizationMode[];
  /** How the mode `Webhook` asks, which needs it. */
  readonly webhook?: WebhookModeOptions | undefined;
  /** Default: the system clock. */
  readonly clock?: Clock | undefined;
  /** Spreads the attempts to ask a webhook. Default: the system's randomness. */
  readonly random?: RandomSource | undefined;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger | undefined;
}

/** An authorizer that decides by the objects of a store. */
export interface StoreAuthorizer extends Authorizer {
  /**
   * Follows the store until the signal or until the store is closed; resolves then. Before and after, and until `onReady` is
   * called, everybody but the members of `system:masters` is refused by the modes that need objects of the store. Never rejects.
   */
  run(store: Store, signal: AbortSignal, onReady?: () => void): Promise<void>;
}

const rules: OptionRules<keyof AuthorizerOptions> = {
  modes: optionRules.required({
    expected: `a list of different modes among ${authorizationModes.join(", ")}`,
    accepts: (modes) =>
      Array.isArray(modes) &&
      modes.length > 0 &&
      new Set(modes).size === modes.length &&
      modes.every((mode) => authorizationModes.includes(mode)),
  }),
  webhook: optionRules.object,
  clock: optionRules.clock,
  random: optionRules.random,
  logger: optionRules.logger,
};

/**
 * An authorizer with these modes (upstream: pkg/kubeapiserver/authorizer): members of `system:masters` may do everything; then
 * the modes are asked in order, until one allows or denies. Throws TypeError for an invalid option.
 */
export function createAuthorizer(options: AuthorizerOptions): StoreAuthorizer {
  checkOptions("createAuthorizer", options, rules);
  if (options.modes.includes("Webhook") && options.webhook === undefined) {
    throw new TypeError("createAuthorizer: webhook is missing: the mode Webhook needs it");
  }
  return new ModeAuthorizer(options);
}

class ModeAuthorizer extends Union implements StoreAuthorizer {
  readonly #following: readonly FollowingAuthorizer[];
  readonly #nodes: readonly NodeAuthorizer[];
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(options: AuthorizerOptions) {
    const { modes, clock = systemClock, logger = consoleLogger } = options;
    const authorizers = modes.map((mode) => authorizerOf(mode, options));
    super([privilegedUsers, ...authorizers]);
    this.#following = authorizers.filter(isFollowing);
    this.#nodes = authorizers.filter((one) => one instanceof NodeAuthorizer);
    this.#clock = clock;
    this.#logger = logger;
  }

  async run(store: Store, signal: AbortSignal, onReady?: () => void): Promise<void> {
    let unfilled = this.#following.length;
    const onFilled = () => {
      unfilled--;
      if (unfilled === 0) onReady?.();
    };
    if (unfilled === 0) onReady?.();
    const options = { clock: this.#clock, logger: this.#logger, signal, onFilled };
    for (const one of this.#nodes) one.attach(store);
    const following = this.#following.map((one) => followStore(store, one, { ...options, kinds: one.kinds }));
    await (following.length === 0 ? untilAborted(signal) : Promise.all(following));
    for (const one of this.#nodes) one.attach(undefined);
  }
}

function authorizerOf(mode: AuthorizationMode, options: AuthorizerOptions): Authorizer {
  const { webhook, clock = systemClock, random = systemRandom } = options;
  switch (mode) {
    case "AlwaysAllow":
      return alwaysAllow;
    case "AlwaysDeny":
      return alwaysDeny;
    case "Node":
      return new NodeAuthorizer();
    case "RBAC":
      return new RbacAuthorizer() as FollowingAuthorizer<KubernetesObject> as Authorizer;
    case "Webhook":
      return new WebhookAuthorizer(webhook as WebhookModeOptions, { clock, random });
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function isFollowing(authorizer: Authorizer): authorizer is FollowingAuthorizer {
  return "kinds" in authorizer;
}

import type { Clock } from "../environment/clock.js";
import { consoleLogger } from "../environment/console-logger.js";
import type { Logger } from "../environment/logger.js";
import { checkOptions, type OptionRules, optionRules } from "../environment/options.js";
import { systemClock } from "../environment/system-clock.js";
import { KindFilter } from "../objects/kind-filter.js";
import type { Controller } from "./controller.js";

/** How a WatchDriver drives. */
export interface WatchDriverConfig {
  /** Events of other kinds never reach the controller and wake nothing. Default: the controller's `kinds`, else every kind. */
  readonly filter?: KindFilter;
  /**
   * How long after a first event further ones are gathered into the same tick, in milliseconds. 0: what the current turn
   * of the event loop brought. Default 50.
   */
  readonly debounceMs?: number;
  /** A tick of everything this long after the last one, in milliseconds; `Infinity`: none. Default 30 000. */
  readonly fallbackIntervalMs?: number;
  /** Default: the controller's, else the system's. */
  readonly clock?: Clock;
  /** Default: {@link consoleLogger}. */
  readonly logger?: Logger;
}

const rules: OptionRules<keyof WatchDriverConfig> = {
  filter: optionRules.kindFilter,
  debounceMs: optionRules.milliseconds,
  fallbackIntervalMs: optionRules.interval,
  clock: optionRules.clock,
  logger: optionRules.logger,
};

/**
 * Fills in the defaults. Throws TypeError or RangeError that names the option and its value, and TypeError when the
 * controller works by another clock.
 */
export function resolveWatchDriverConfig(
  config: WatchDriverConfig,
  controller: Controller,
): Required<WatchDriverConfig> {
  checkOptions("WatchDriver", config, rules);
  if (config.clock !== undefined && controller.clock !== undefined && config.clock !== controller.clock) {
    throw new TypeError(`${controller.name} works by another clock than its driver: give the same \`clock\` to both`);
  }
  const { debounceMs = 50, fallbackIntervalMs = 30_000 } = config;
  return {
    filter: config.filter ?? controller.kinds ?? KindFilter.all,
    debounceMs,
    fallbackIntervalMs,
    clock: config.clock ?? controller.clock ?? systemClock,
    logger: config.logger ?? consoleLogger,
  };
}

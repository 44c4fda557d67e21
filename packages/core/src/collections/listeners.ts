import mitt from "mitt";

/** The listeners of an event. A listener that throws affects neither the others nor the caller of `notify`. */
export interface Listeners<Event> {
  /** Adds a listener; returns the function that removes it. */
  add(listener: (event: Event) => void): () => void;
  /** Calls every listener with the event, in the order in which they were added. Never throws. */
  notify(event: Event): void;
}

/** Makes a list of listeners. The first error that each listener throws is passed to `onListenerError`, later ones are dropped. */
export function createListeners<Event>(onListenerError: (error: unknown) => void): Listeners<Event> {
  const emitter = mitt<{ event: Event }>();
  return {
    add(listener) {
      let hasThrown = false;
      const guarded = (event: Event) => {
        try {
          listener(event);
        } catch (error) {
          if (!hasThrown) onListenerError(error);
          hasThrown = true;
        }
      };
      emitter.on("event", guarded);
      return () => emitter.off("event", guarded);
    },
    notify: (event) => emitter.emit("event", event),
  };
}

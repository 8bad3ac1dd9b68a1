import { type AliasEvent, EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import type { ReadScalar } from './yaml-go-events';

/** Offset of a node; undefined when it is empty, as the value after `a:`. */
export function offsetOf(event: Event | undefined): number | undefined {
  if (event?.type === EVENT_ID.SEQUENCE || event?.type === EVENT_ID.MAPPING) return event.start;
  if (event?.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
  if (event?.type !== EVENT_ID.SCALAR || event.valueStart < 0) return undefined;
  return isQuoted(event) ? event.valueStart - 1 : event.valueStart;
}

/** Offset of the end of an alias or a scalar. */
export function endOf(event: AliasEvent | ScalarEvent): number {
  if (event.type === EVENT_ID.ALIAS) return event.anchorEnd;
  return isQuoted(event) ? event.valueEnd + 1 : event.valueEnd;
}

const isQuoted = ({ style }: ScalarEvent) =>
  style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;

/** The content of a scalar. */
export function textOf(text: string, event: ScalarEvent): string {
  return (event as Partial<ReadScalar>).value ?? getScalarValue(text, event);
}

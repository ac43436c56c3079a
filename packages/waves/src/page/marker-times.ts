import { element } from './elements.ts';
import { formatFrequency, formatTime } from './time.ts';
import type { View } from './view.ts';

/** Writes the times of the two markers and their distance into the head of the page; `unit` [s]. */
export function showMarkerTimes({ cursor, base }: View, unit: number): void {
  const show = (id: string, time: number | undefined) => {
    element(id).textContent = time === undefined ? '–' : formatTime(time, unit);
  };
  show('cursor-time', cursor);
  show('base-time', base);
  const difference = cursor !== undefined && base !== undefined ? cursor - base : undefined;
  show('difference', difference);
  element('frequency').textContent = difference ? formatFrequency(difference, unit) : '';
}

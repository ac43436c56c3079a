import type { Variable } from '@chisel-lite/vcd';
import type { SignalSource, SourcePlace } from '../verilog-source.ts';
import { element, make } from './elements.ts';

/** Shows where a signal is declared: the source of the generator, and the Verilog. False where it is not known. */
export async function showSource({ path, name }: Variable): Promise<boolean> {
  const scopes = path.slice(0, path.length - name.length - 1).split('.');
  const asked = encodeURIComponent(JSON.stringify([scopes, name]));
  const found: SignalSource | null = await fetch(`source/${asked}`)
    .then((answer) => answer.json())
    .catch(() => null);
  if (!found) {
    return false;
  }
  const { source, verilog } = found;
  const best = source ?? verilog;
  element('source-title').textContent = `${name}: ${best.file}:${best.line}`;
  excerpt('source-text', best);
  excerpt('verilog-text', source ? verilog : undefined);
  element<HTMLDialogElement>('source').showModal();
  return true;
}

function excerpt(id: string, place: SourcePlace | undefined): void {
  const block = element(id);
  block.hidden = place === undefined;
  block.replaceChildren(
    ...(place ? [make('div', 'file', `${place.file}:${place.line}`)] : []),
    ...(place?.text ?? []).map((text, i) => {
      const number = (place?.first ?? 1) + i;
      return make('div', number === place?.line ? 'line here' : 'line', `${String(number).padStart(5)}  ${text}`);
    }),
  );
}

import assert from 'node:assert/strict';
import { OUTSTANDING } from '@macromac/rtl/memory/bundles.ts';
import { ReadPort, WritePort } from '@macromac/rtl/memory/ports.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { type Pins, type Value, withPins } from '../pins.ts';

/** What every burst says beside its place: 16-byte beats, incrementing, data. */
const CONSTANT = { size: 4, burst: 1, prot: 0 };

function checkAddress(pins: Pins, channel: 'ar' | 'aw', address: bigint, length: number, cache: number): void {
  assert.equal(pins.get(`m_axi_${channel}cache`), cache);
  assert.equal(pins.wide(`m_axi_${channel}addr`), address << 4n);
  assert.equal(pins.get(`m_axi_${channel}len`), length);
  for (const [name, value] of Object.entries(CONSTANT)) {
    assert.equal(pins.get(`m_axi_${channel}${name}`), value, name);
  }
}

export const readPort: Bench = {
  source: 'memory/ports.ts',
  unit: () => ReadPort(),
  properties: {
    'activations first, a choice stands until it is taken, no more than the port takes, answers by their ID': (
      design,
    ) =>
      forSeeds(4, (random) =>
        withPins(
          design,
          (pins) => {
            const offers: Record<'weights' | 'activations', { address: bigint; length: number } | undefined> = {
              weights: undefined,
              activations: undefined,
            };
            let stands: 'weights' | 'activations' | undefined;
            let outstanding = 0;
            let most = 0;
            for (let cycle = 0; cycle < 400; cycle++) {
              for (const name of ['weights', 'activations'] as const) {
                if (!offers[name] && random.chance(0.4)) {
                  offers[name] = { address: random.bits(36), length: random.below(16) };
                }
                pins.set({ [`${name}_ar_valid`]: offers[name] !== undefined });
                const { address, length } = offers[name] ?? { address: random.bits(36), length: random.below(16) };
                pins.set({ [`${name}_ar_payload_address`]: address, [`${name}_ar_payload_length`]: length });
              }
              const ready = random.chance(0.7);
              const open = outstanding < OUTSTANDING;
              const cache = random.below(16);
              pins.set({ m_axi_arready: ready, cache });
              const chosen = stands ?? (offers.activations ? 'activations' : offers.weights ? 'weights' : undefined);
              assert.equal(pins.get('m_axi_arvalid'), Number(open && chosen !== undefined));
              if (chosen) {
                const { address, length } = offers[chosen]!;
                checkAddress(pins, 'ar', address, length, cache);
                assert.equal(pins.get('m_axi_arid'), chosen === 'activations' ? 0 : 1);
              }
              for (const name of ['weights', 'activations'] as const) {
                if (offers[name]) {
                  assert.equal(pins.get(`${name}_ar_ready`), Number(ready && open && chosen === name), name);
                }
              }

              // Answers.
              const [id, data, response] = [random.below(2), random.bits(128), random.below(4)];
              const rvalid = Number(outstanding > 0 && random.chance(0.3));
              const last = random.below(2);
              const [weightsReady, activationsReady] = [random.below(2), random.below(2)];
              const read: Record<string, Value> = {
                m_axi_rid: id,
                m_axi_rvalid: rvalid,
                m_axi_rdata: data,
                m_axi_rresp: response,
                m_axi_rlast: last,
                weights_r_ready: weightsReady,
                activations_r_ready: activationsReady,
              };
              pins.set(read);
              assert.equal(pins.get('activations_r_valid'), Number(rvalid === 1 && id === 0));
              assert.equal(pins.get('weights_r_valid'), Number(rvalid === 1 && id === 1));
              assert.equal(pins.get('m_axi_rready'), id === 0 ? activationsReady : weightsReady);
              const receiver = id === 0 ? 'activations' : 'weights';
              assert.equal(pins.wide(`${receiver}_r_payload_data`), data);
              assert.equal(pins.get(`${receiver}_r_payload_response`), response);
              assert.equal(pins.get(`${receiver}_r_payload_last`), last);

              pins.clock();
              const taken = chosen !== undefined && open && ready;
              stands = chosen && !taken ? chosen : undefined;
              if (taken) {
                offers[chosen] = undefined;
              }
              const ended = rvalid && last && (id === 0 ? activationsReady : weightsReady);
              outstanding += Number(taken) - Number(ended);
              most = Math.max(most, outstanding);
            }
            assert.equal(most, OUTSTANDING);
          },
          random,
        ),
      ),
    'a burst that waits goes out in the cycle after another has ended': (design) =>
      withPins(design, (pins) => {
        pins.set({ weights_ar_valid: 1, m_axi_arready: 1, weights_r_ready: 1, m_axi_rid: 1, m_axi_rlast: 1 });
        for (let i = 0; i < OUTSTANDING; i++) {
          pins.clock();
        }
        assert.equal(pins.get('m_axi_arvalid'), 0);
        pins.set({ m_axi_rvalid: 1 });
        pins.clock();
        assert.equal(pins.get('m_axi_arvalid'), 1);
      }),
  },
};

export const writePort: Bench = {
  source: 'memory/ports.ts',
  unit: () => WritePort(),
  properties: {
    'writes as they are': (design) =>
      forSeeds(2, (random) =>
        withPins(
          design,
          (pins) => {
            for (let i = 0; i < 200; i++) {
              const [address, length, wdata] = [random.bits(36), random.below(16), random.bits(128)];
              const flags = Array.from({ length: 7 }, () => random.below(2));
              const [bresp, cache] = [random.below(4), random.below(16)];
              pins.set({
                cache,
                aw_valid: flags[0],
                aw_payload_address: address,
                aw_payload_length: length,
                m_axi_awready: flags[1],
              });
              pins.set({ w_valid: flags[2], w_payload_data: wdata, w_payload_last: flags[3], m_axi_wready: flags[4] });
              pins.set({ m_axi_bvalid: flags[5], m_axi_bresp: bresp, m_axi_bid: random.below(2), b_ready: flags[6] });
              checkAddress(pins, 'aw', address, length, cache);
              assert.equal(pins.get('m_axi_awid'), 0);
              const seen = [
                'm_axi_awvalid',
                'aw_ready',
                'm_axi_wvalid',
                'm_axi_wlast',
                'w_ready',
                'b_valid',
                'm_axi_bready',
              ];
              assert.deepEqual(
                seen.map((name) => pins.get(name)),
                flags,
              );
              assert.equal(pins.wide('m_axi_wdata'), wdata);
              assert.equal(pins.get('m_axi_wstrb'), 0xffff);
              assert.equal(pins.get('b_payload'), bresp);
            }
          },
          random,
        ),
      ),
  },
};

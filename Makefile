# `make` prints the targets. Everything is done by npm scripts and the macromac command; this file only gives them short names.
.DEFAULT_GOAL := help
NPX := npx --no-install
SETUP := node tools/setup.mjs
# What a caller gives reaches the commands by the environment, so that the shell never reads it as text of its own.
export VARIANT CLOCK MODULES UNISIM RUNS ARGS ON FILES MINUTES SEED READER

.PHONY: help demo test verilog vivado synth timing dsp waves site evidence bench mutation prove unknown signoff coverage functional fuzz nightly check clean

help: ## print the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## a language model writes a story on our Verilog (PROMPT="..." to choose its beginning)
	@$(SETUP) demo
	@$(NPX) macromac demo

test: ## install what is needed and run every test
	@npm test

verilog: ## emit the board's accelerator and the core into gen/verilog/; others into out/verilog/ (VARIANT=accelerator_t2, or all)
	@$(SETUP) demo
	@$(NPX) tsx gen/emit.ts $${VARIANT:+"$$VARIANT"}

vivado: ## bitstream and XSA for the KV260 (VARIANT=accelerator_t4 CLOCK=200); says what is missing without Vivado
	@sh constraints/vivado/run.sh "$$VARIANT" "$$CLOCK"

synth: ## resources and logic depth by Yosys, beside the paper's (VARIANT=accelerator_t4)
	@$(SETUP) demo
	@$(NPX) tsx gen/synthesise.ts $${VARIANT:+"$$VARIANT"}

timing: ## the longest paths of the whole design with their source lines, by Yosys (VARIANT=accelerator_t4)
	@$(SETUP) demo
	@$(NPX) tsx gen/flat-timing.ts $${VARIANT:+"$$VARIANT"}

dsp: ## the MAC array's DSP48E2s against plain operators in Icarus (UNISIM=<Vivado>/data/verilog/src/unisims for the vendor's model)
	@$(SETUP) demo
	@$(NPX) tsx tb/mac/run-dsp.ts "$$UNISIM"

waves: ## dump one MACRO_MAC run and look at its waveform in the browser
	@$(SETUP) demo
	@$(NPX) tsx tb/waves.ts
	@$(NPX) macromac waves out/macro_mac.vcd --verilog out/macro_mac.verilog

site: ## build the static site, the accelerator in a browser tab, into out/site (npx macromac site shows it)
	@$(SETUP) demo
	@$(NPX) tsx site/build.ts

evidence: ## make the quick figures of docs/evidence.json anew; RUNS="perf-token synth-t2 ..." for slow ones
	@$(SETUP) demo
	@set -f; $(NPX) tsx site/evidence/run.ts $$RUNS

mutation: ## do the tests notice when the emitted Verilog is changed? (MODULES="..." for some of it; ON=local, slurm or snakemake: as jobs)
	@$(SETUP) demo
	@set -f; $(NPX) tsx tb/mutation/run.ts $${ON:+--on "$$ON"} $$MODULES

prove: ## prove what the modules claim of themselves, and that mutants of them are rejected (ARGS="--write" for docs/proofs.md)
	@$(SETUP) prove
	@set -f; $(NPX) tsx tb/proofs/run.ts $$ARGS

unknown: ## nothing that registers begin with comes out: the emitted Verilog with X in Icarus, and every bench from random values (ARGS="--seeds 4")
	@$(SETUP) unknown
	@set -f; $(NPX) tsx tb/unknown/run.ts $$ARGS

signoff: ## the table of docs/signoff.md, a row a module (ARGS="--measure coverage,proofs" runs commands first); fails when a cell falls back
	@$(SETUP) demo
	@set -f; $(NPX) tsx tb/signoff/run.ts $$ARGS

coverage: ## lines and toggles of the emitted Verilog that the tests reach (MODULES="..." for some of it; ON=local, slurm or snakemake: as jobs)
	@$(SETUP) demo
	@set -f; $(NPX) tsx tb/coverage/run.ts $${ON:+--on "$$ON"} $$MODULES

functional: ## the situations that the tests must meet, and how often they do
	@$(SETUP) demo
	@$(NPX) tsx tb/coverage/functional.ts

fuzz: ## read files that are almost right (FILES=100000 MINUTES=600 SEED=1 READER=gguf; ON=local, slurm or snakemake with a SEED: as jobs)
	@$(SETUP) demo
	@$(NPX) tsx tools/fuzz/run.ts $${ON:+--on "$$ON"} $${FILES:+--files "$$FILES"} $${MINUTES:+--minutes "$$MINUTES"} $${SEED:+--seed "$$SEED"} $${READER:+--target "$$READER"}

nightly: ## every test, with random seeds, those left out of `npm test` too
	@$(SETUP) nightly
	@FC_SEED=random TESTBENCH_SEED=random MACROMAC_NIGHTLY=1 $(NPX) vitest run

check: ## types, lint, and whether gen/verilog/ is current
	@$(SETUP) demo
	@npm run --silent typecheck
	@npm run --silent lint
	@$(NPX) tsx gen/emit.ts --check

clean: ## remove what was built (caches in ~/.cache stay)
	rm -rf out node_modules

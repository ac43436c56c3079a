/** Reserved words of Verilog-2001 and, since tools read `.v` files in either mode, SystemVerilog. */
const KEYWORDS = new Set(
  `always and assign automatic begin buf bufif0 bufif1 case casex casez cell cmos config deassign default defparam design
  disable edge else end endcase endconfig endfunction endgenerate endmodule endprimitive endspecify endtable endtask
  event for force forever fork function generate genvar highz0 highz1 if ifnone incdir include initial inout input
  instance integer join large liblist library localparam macromodule medium module nand negedge nmos nor
  noshowcancelled not notif0 notif1 or output parameter pmos posedge primitive pull0 pull1 pulldown pullup
  pulsestyle_onevent pulsestyle_ondetect rcmos real realtime reg release repeat rnmos rpmos rtran rtranif0 rtranif1
  scalared showcancelled signed small specify specparam strong0 strong1 supply0 supply1 table task time tran tranif0
  tranif1 tri tri0 tri1 triand trior trireg unsigned use vectored wait wand weak0 weak1 while wire wor xnor xor
  accept_on alias always_comb always_ff always_latch assert assume before bind bins binsof bit break byte chandle
  checker class clocking const constraint context continue cover covergroup coverpoint cross dist do endchecker
  endclass endclocking endgroup endinterface endpackage endprogram endproperty endsequence enum eventually expect
  export extends extern final first_match foreach forkjoin global iff ignore_bins illegal_bins implements implies
  import inside int interconnect interface intersect join_any join_none let local logic longint matches modport
  nettype new nexttime null package packed priority program property protected pure rand randc randcase randsequence
  ref reject_on restrict return s_always s_eventually s_nexttime s_until s_until_with sequence shortint shortreal soft
  solve static string strong struct super sync_accept_on sync_reject_on tagged this throughout timeprecision timeunit
  type typedef union unique unique0 until until_with untyped uwire var virtual void wait_order weak wildcard with
  within`.split(/\s+/),
);

export const isKeyword = (name: string): boolean => KEYWORDS.has(name);

/** Words that mean something in C++, at which Verilator's lint stumbles as names of ports. */
const CPP_WORDS = new Set(
  `abort alignas alignof and_eq asm atomic_cancel atomic_commit atomic_noexcept auto bitand bitor bool catch cdecl char
  char16_t char32_t compl concept const_cast constexpr decltype delete deque double dynamic_cast explicit false far
  float friend goto huge inline interrupt list long map mutable namespace near noexcept not_eq nullptr operator or_eq
  override pascal private public queue register requires set short sizeof static_assert static_cast switch
  synchronized template thread_local throw transaction_safe true try typeid typename uint16_t uint32_t uint8_t vector
  volatile wchar_t xor_eq`.split(/\s+/),
);

export const isCppWord = (name: string): boolean => CPP_WORDS.has(name);

// $time and its kin, in place of Verilator's own: scaled from ticks, so that a design with a coarse time precision still
// rounds as the standard says. Included after Verilator's headers.
#pragma once

/// @param scale units of the module's time unit in units of the model's time precision
inline QData vw_time(QData scale) {
    const QData unit = scale * vw_ticks_per_unit;
    return (vw_ticks + unit / 2) / unit;
}
inline double vw_real_time(double scale) {
    return static_cast<double>(vw_ticks) / (scale * static_cast<double>(vw_ticks_per_unit));
}

#undef VL_TIME_UNITED_Q
#undef VL_TIME_UNITED_D
#define VL_TIME_UNITED_Q(scale) vw_time(scale)
#define VL_TIME_UNITED_D(scale) vw_real_time(scale)

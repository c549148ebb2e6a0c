// What jemalloc reads as the program starts (see its manual, TUNING). Downloads that run at once
// take and give back memory in waves: of each size, as many pieces are kept at hand as one wave
// has.
extern "C" {
extern const char* const malloc_conf;
const char* const malloc_conf = "tcache_nslots_small_min:200";
}

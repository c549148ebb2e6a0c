$peers << END
"haul" 17696.0872 17596.3158 17932.4161 15196.5671 13235.9626 15521.3365
"curl" 15690.0094 14178.0875 17052.1181 11266.7473 11153.1258 13872.9316
"aria2" 4533.0348 4490.7196 4824.8801 4714.9374 4435.3566 5372.3795
"wget2" 15348.2851 14239.4019 16294.3298 13597.8119 13326.1997 14517.9868
"aiohttp" 6586.3436 5950.9382 6739.0703 4933.6810 4572.2337 4945.1038
"httpx" 1009.2153 994.3662 1010.8858 956.5253 950.4407 1015.0744
"limit" 34783.3190 34783.3190 34783.3190 27994.7686 27994.7686 27994.7686
END
set datafile missing '?'
set style data histogram
set style histogram errorbars gap 1.5 linewidth 2
set style fill solid 0.85 border rgb '#404040'
set boxwidth 0.9
set grid ytics
set yrange [0:*]
set xtics rotate by -30
set key left top
set ylabel 'files/s'
plot $peers using 2:3:4:xtic(1) linecolor rgb '#1b6ca8' title 'plain', $peers using 5:6:7 linecolor rgb '#d95f02' title 'TLS'

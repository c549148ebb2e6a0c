$peers << END
"haul" 16210.4570 14927.4108 16917.3962 13800.9939 11467.1145 14366.0782
"curl" 14454.4509 12135.7937 20241.6856 10295.6083 9237.9153 12308.7576
"aria2" 4179.3085 4086.7142 4649.9650 4011.3131 3939.3227 4188.3269
"wget2" 14397.5643 14151.7321 14877.1997 11738.2270 11562.5678 13345.4051
"aiohttp" 4602.2793 4495.5635 4978.6413 3563.0225 3487.9809 3782.8025
"httpx" 938.9388 920.7131 950.6255 869.7950 860.3408 910.2340
"limit" 35923.5829 35923.5829 35923.5829 28566.2573 28566.2573 28566.2573
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

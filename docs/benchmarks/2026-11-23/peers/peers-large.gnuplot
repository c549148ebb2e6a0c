$peers << END
"haul" 0.7635 0.7532 0.7765 1.4748 1.0884 1.5185
"curl" 1.3820 1.1312 1.4386 1.4794 1.4171 1.6466
"aria2" 1.5192 1.4531 1.5228 2.3339 2.2417 2.6880
"wget2" 1.1704 1.0979 1.2124 1.6815 1.3367 2.3337
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
set ylabel 'seconds'
plot $peers using 2:3:4:xtic(1) linecolor rgb '#1b6ca8' title 'plain', $peers using 5:6:7 linecolor rgb '#d95f02' title 'TLS'

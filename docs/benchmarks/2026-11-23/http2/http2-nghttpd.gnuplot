$peers << END
"haul" 30754.9371 30220.2098 31258.0910 26685.6377 26136.3591 27812.6177
"curl" 0.6055 0.6025 0.6237 14981.6974 14770.6977 16957.7456
"curl 8.14.1" 19031.6752 17895.7446 19407.7323 16829.7047 13103.7210 17739.7399
"limit" 62167.9482 62167.9482 62167.9482 56648.2257 56648.2257 56648.2257
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

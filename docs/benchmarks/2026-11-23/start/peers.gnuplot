$peers << END
"haul" 164.0048 93.0087 186.5725
"curl" 140.9542 95.6853 151.7126
"aria2" 50.3162 20.7512 55.5052
"wget2" 215.1900 66.0628 230.7882
"aiohttp" 7.7803 6.4250 8.4029
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
plot $peers using 2:3:4:xtic(1) linecolor rgb '#1b6ca8' title 'plain'

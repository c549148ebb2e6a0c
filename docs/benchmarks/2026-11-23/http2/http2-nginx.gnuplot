$peers << END
"haul" 23339.0568 23259.4015 24260.5031 24679.2268 23901.8590 25516.7335
"curl" 0.5524 0.5443 0.5974 13934.1010 13897.5524 14545.2788
"curl 8.14.1" 15281.4708 12840.8646 15514.1853 15563.9127 15550.0686 16693.7503
"limit" 32284.0112 32284.0112 32284.0112 40378.9763 40378.9763 40378.9763
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

$asynchronous_100 << END
1 9.8 9.7 9.9
10 97.3 93.8 97.9
30 288.9 285.0 290.8
100 934.4 923.7 941.9
300 2572.7 2545.3 2647.8
1000 6928.3 6689.4 7012.9
10000 13282.3 11743.5 13919.8
END
$threaded_100 << END
1 9.9 9.7 9.9
10 97.9 96.2 98.4
30 283.0 282.6 284.8
100 866.3 848.6 895.6
300 2307.4 2184.4 2317.7
1000 4749.2 1827.6 4762.5
10000 3922.2 1247.5 4597.7
END
$sequential_100 << END
1 9.9 9.7 9.9
END
$asynchronous_10 << END
1 93.9 92.7 95.3
10 915.4 905.2 920.1
30 2667.5 2631.7 2688.2
100 7174.8 6953.5 7542.5
300 16880.3 16085.4 17092.8
1000 19646.2 19154.6 20074.0
10000 12727.0 12273.2 12966.2
END
$threaded_10 << END
1 94.6 93.5 95.5
10 897.7 845.8 939.6
30 2407.2 2350.4 2425.9
100 4752.7 4364.4 5633.5
300 7267.2 7180.0 8895.7
1000 7476.3 5803.2 7567.0
10000 5094.5 4132.5 5223.0
END
$sequential_10 << END
1 92.5 92.1 95.7
END
$asynchronous_1 << END
1 769.9 763.7 812.8
10 5530.5 5310.8 5805.4
30 11042.6 10243.0 11237.9
100 16254.4 16159.2 17842.1
300 18557.5 16500.9 22046.7
1000 17571.2 15898.9 19876.2
10000 12914.5 11798.7 13875.1
END
$threaded_1 << END
1 781.6 780.1 799.0
10 5273.7 4257.3 6484.9
30 12315.2 10170.6 13733.4
100 8854.0 8729.1 9068.0
300 8321.0 7263.6 10157.6
1000 6984.2 4868.6 8390.0
10000 5215.7 2267.4 5388.2
END
$sequential_1 << END
1 801.9 788.5 811.9
END
$asynchronous_0 << END
1 6641.4 4868.4 6827.2
10 11562.8 9819.1 11692.0
30 14286.0 11938.0 16069.9
100 17564.5 16865.1 23747.1
300 16842.2 15936.4 23485.7
1000 18903.5 15354.5 19540.6
10000 12243.7 11772.0 13646.7
END
$threaded_0 << END
1 7962.9 5980.4 8429.4
10 10288.5 5961.7 13412.8
30 8839.7 6812.4 10601.3
100 6885.1 6218.6 7258.3
300 6603.1 6294.5 8158.1
1000 3985.6 2418.1 4594.4
10000 4274.0 3557.4 5934.5
END
$sequential_0 << END
1 6400.2 5818.8 6936.3
END
set logscale xy
set grid
set xlabel 'requests at once'
set style line 1 linecolor rgb '#7a7a7a' pointtype 5 linewidth 2
set style line 2 linecolor rgb '#d95f02' pointtype 9 linewidth 2
set style line 3 linecolor rgb '#1b6ca8' pointtype 7 linewidth 2
set style line 4 linecolor rgb '#b0b0b0' dashtype 2
set key right bottom
set ylabel 'requests/s'
set yrange [*:47494]
set multiplot layout 2,2
set title 'no delay'
plot $sequential_0 with yerrorlines linestyle 1 title 'sequential', \
  $threaded_0 with yerrorlines linestyle 2 title 'threaded', \
  $asynchronous_0 with yerrorlines linestyle 3 title 'asynchronous'
set title 'delay 1 ms'
plot $sequential_1 with yerrorlines linestyle 1 title 'sequential', \
  $threaded_1 with yerrorlines linestyle 2 title 'threaded', \
  $asynchronous_1 with yerrorlines linestyle 3 title 'asynchronous', \
  x * 1000.0 / 1 with lines linestyle 4 title 'ideal'
set title 'delay 10 ms'
plot $sequential_10 with yerrorlines linestyle 1 title 'sequential', \
  $threaded_10 with yerrorlines linestyle 2 title 'threaded', \
  $asynchronous_10 with yerrorlines linestyle 3 title 'asynchronous', \
  x * 1000.0 / 10 with lines linestyle 4 title 'ideal'
set title 'delay 100 ms'
plot $sequential_100 with yerrorlines linestyle 1 title 'sequential', \
  $threaded_100 with yerrorlines linestyle 2 title 'threaded', \
  $asynchronous_100 with yerrorlines linestyle 3 title 'asynchronous', \
  x * 1000.0 / 100 with lines linestyle 4 title 'ideal'
unset multiplot
